package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.alignment.AlignmentFigures;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Variant.Engine;
import io.tributary.bench.alignment.Workload;
import io.tributary.bench.bundle.Catalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every contestant that needs nothing of its own, too short for its figures to mean anything. */
final class AlignmentBenchmarkIT {
    private static final AlignmentPlan SHORTEST = new AlignmentPlan(2, 0.05, 0.5, 100, false, List.of(), false);

    @TempDir
    Path cache;

    @Test
    void everyContestantDecidesWhatTheOracleDoes() {
        var catalogue = new Catalogue(Path.of(System.getProperty("tributary.root", "..")), cache);
        Workload workload = Workload.ending(
                System.currentTimeMillis(), 100, 3, 1, 16, Duration.ofSeconds(1), Duration.ofMillis(500));
        List<Variant> variants = Variant.of(List.of(Engine.OURS, Engine.OUTER_JOIN, Engine.COGROUP), true);
        try (Laboratory laboratory = Laboratory.open(catalogue)) {
            AlignmentFigures figures =
                    new AlignmentBenchmark(laboratory, SHORTEST, workload, line -> {}).run(variants, true);

            assertThat(figures.measured()).containsOnlyKeys(variants.toArray(Variant[]::new));
            assertThat(figures.measured().values()).allSatisfy(measured -> {
                assertThat(measured.verdict().missing()).isZero();
                assertThat(measured.verdict().expected()).isPositive();
                assertThat(measured.stateRatio()).isGreaterThan(1);
            });
            assertThat(figures.of(new Variant(Engine.OURS, true, false))
                            .orElseThrow()
                            .verdict())
                    .satisfies(verdict -> assertThat(verdict.isRight()).isTrue());
        }
    }
}
