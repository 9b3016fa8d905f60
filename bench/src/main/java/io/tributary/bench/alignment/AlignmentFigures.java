package io.tributary.bench.alignment;

import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Series;
import io.tributary.bench.measure.Spread;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything measured of the contestants on one workload.
 *
 * @param workload in words
 */
public record AlignmentFigures(String workload, Map<Variant, Measured> measured) {
    public AlignmentFigures {
        // In the order of the report.
        measured = new LinkedHashMap<>(measured);
    }

    /**
     * What one contestant did.
     *
     * @param latency of a process with no other contestant beside it
     * @param stateRatio bytes of state of open moments ÷ bytes of the vectors in them
     * @param commits during the rounds that count; empty for who does not tell
     */
    public record Measured(
            Series series,
            Latency latency,
            double stateRatio,
            long peakKib,
            Optional<CommitCost> commits,
            Verdict verdict) {
        /** The same with what another process of it did. */
        public Measured with(Latency measuredAlone, Verdict also) {
            return new Measured(series, measuredAlone, stateRatio, peakKib, commits, verdict.plus(also));
        }
    }

    public Optional<Measured> of(Variant variant) {
        @Nullable Measured found = measured.get(variant);
        return Optional.ofNullable(found);
    }

    /** Ours' throughput a CPU-second as a multiple of a contestant's, with the same guarantee; empty if either is missing. */
    public Optional<Spread> oursTo(Variant other) {
        return of(other.ours())
                .flatMap(ours -> of(other).map(its -> ours.series().cpuRatioTo(its.series())));
    }

    /** The same by the wall clock. */
    public Optional<Spread> oursToByWall(Variant other) {
        return of(other.ours())
                .flatMap(ours -> of(other).map(its -> ours.series().wallRatioTo(its.series())));
    }
}
