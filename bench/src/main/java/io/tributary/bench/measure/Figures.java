package io.tributary.bench.measure;

import io.tributary.bench.bundle.MeasuredModel.Role;
import io.tributary.schemas.Kind;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything measured of one model.
 *
 * @param inputs what it was given, in words
 * @param rawSetting how ONNX Runtime was cheapest, in words
 * @param rawFastest how it was fastest, in words
 */
public record Figures(
        String model,
        Kind kind,
        Role role,
        String inputs,
        String rawSetting,
        String rawFastest,
        Map<Line, Series> series,
        Map<Line, Latency> latencies,
        Map<Line, Long> peakKib,
        Costs costs) {
    public Figures {
        series = Map.copyOf(series);
        latencies = Map.copyOf(latencies);
        peakKib = Map.copyOf(peakKib);
    }

    public Optional<Series> series(Line line) {
        @Nullable Series found = series.get(line);
        return Optional.ofNullable(found);
    }

    /** Throughput a CPU-second of one as a share of the other's; empty if either was not measured. */
    public Optional<Spread> cpuRatio(Line line, Line to) {
        return series(line).flatMap(mine -> series(to).map(mine::cpuRatioTo));
    }

    /** Throughput a second as a share of ONNX Runtime's at its fastest. */
    public Optional<Spread> wallRatioToRaw(Line line) {
        return wallRatio(line, series.containsKey(Line.RAW_FASTEST) ? Line.RAW_FASTEST : Line.RAW);
    }

    /** Throughput a second of one as a share of the other's; empty if either was not measured. */
    public Optional<Spread> wallRatio(Line line, Line to) {
        return series(line).flatMap(mine -> series(to).map(mine::wallRatioTo));
    }
}
