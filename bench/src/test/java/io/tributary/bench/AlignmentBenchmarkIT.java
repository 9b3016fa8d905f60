package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.alignment.AlignmentFigures;
import io.tributary.bench.alignment.Instances;
import io.tributary.bench.alignment.Restore;
import io.tributary.bench.alignment.Restores;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Variant.Engine;
import io.tributary.bench.alignment.Variant.Store;
import io.tributary.bench.alignment.Workload;
import io.tributary.bench.bundle.Catalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every contestant that needs nothing of its own, too short for its figures to mean anything. */
final class AlignmentBenchmarkIT {
    private static final AlignmentPlan SHORTEST =
            new AlignmentPlan(2, 0.05, 0.5, OptionalDouble.empty(), 100, false, List.of(), List.of(), false, 50, 1);

    private static final Workload WORKLOAD =
            Workload.ending(System.currentTimeMillis(), 100, 3, 1, 16, Duration.ofSeconds(1), Duration.ofMillis(500));

    @TempDir
    Path cache;

    @Test
    void everyContestantDecidesWhatTheOracleDoes() {
        List<Variant> variants = new ArrayList<>(
                Variant.of(List.of(Engine.OURS, Engine.OUTER_JOIN, Engine.COGROUP), true, List.of(Store.ROCKSDB)));
        variants.addAll(Variant.of(List.of(Engine.OURS, Engine.COGROUP), false, List.of(Store.MEMORY)));
        try (Laboratory laboratory = laboratory()) {
            AlignmentFigures figures =
                    new AlignmentBenchmark(laboratory, SHORTEST, WORKLOAD, line -> {}).run(variants, true);

            assertThat(figures.measured()).containsOnlyKeys(variants.toArray(Variant[]::new));
            assertThat(figures.measured().values()).allSatisfy(measured -> {
                assertThat(measured.verdict().missing()).isZero();
                assertThat(measured.verdict().expected()).isPositive();
                assertThat(measured.stateRatio()).isGreaterThan(1);
                assertThat(measured.commits()).hasValueSatisfying(cost -> {
                    assertThat(cost.commits().count()).isPositive();
                    assertThat(cost.each()).isPositive();
                });
            });
            assertThat(figures.of(new Variant(Engine.OURS, true, false))
                            .orElseThrow()
                            .verdict())
                    .satisfies(verdict -> assertThat(verdict.isRight()).isTrue());
        }
    }

    @Test
    void whatWasOpenWhenTheProcessWasKilledIsDecided() {
        try (Laboratory laboratory = laboratory()) {
            Restores restores = new AlignmentRestore(laboratory, SHORTEST, line -> {}).run();

            assertThat(restores.verdict().isRight()).isTrue();
            assertThat(restores.verdict().expected()).isPositive();
            assertThat(restores.of(Restores.Disk.EMPTY, Restore::records))
                    .hasValueSatisfying(records -> assertThat(records.median()).isGreaterThan(50));
        }
    }

    @Test
    void twoInstancesDecideWhatOneDoes() {
        try (Laboratory laboratory = laboratory()) {
            Instances instances = new AlignmentInstances(laboratory, SHORTEST, WORKLOAD, line -> {}).run();

            assertThat(instances.measured()).containsOnlyKeys(1, 2);
            assertThat(instances.measured().values())
                    .allMatch(measured -> measured.verdict().isRight());
        }
    }

    private Laboratory laboratory() {
        return Laboratory.open(new Catalogue(Path.of(System.getProperty("tributary.root", "..")), cache));
    }
}
