package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A simulation that finds nothing is worth as much as what it would have found. */
class PlantedErrorsTest {
    private static final Path PLANT = Path.of(System.getProperty("tributary.root", ".."), "pipelines", "plant.yaml");
    private static final int MOST_SEEDS = 20;

    /** The first seed that finds something. */
    private static Optional<SimulationReport> found(BiFunction<Integer, VirtualClock, SimulatedBroker> broker) {
        return found(broker, Faults.all());
    }

    private static Optional<SimulationReport> found(
            BiFunction<Integer, VirtualClock, SimulatedBroker> broker, Faults faults) {
        try (var simulation =
                Simulation.of(PLANT).withoutClocks().faults(faults).on(broker)) {
            for (long seed = 0; seed < MOST_SEEDS; seed++) {
                SimulationReport report = simulation.seed(seed).run();
                if (!report.passed()) {
                    return Optional.of(report);
                }
            }
        }
        return Optional.empty();
    }

    /** @param oneOf what the violations may say, of which the first that is found depends on the seed */
    private static void assertFound(Optional<SimulationReport> report, String... oneOf) {
        assertThat(report).isPresent();
        assertThat(report.get().violations())
                .anyMatch(violation -> Stream.of(oneOf).anyMatch(violation::contains));
    }

    @Test
    void offsetsThatAreCommittedBeforeTheResultsAreSentLoseThem() {
        assertFound(
                found((partitions, clock) -> new SimulatedBroker(partitions, clock) {
                    @Override
                    boolean commitsBeforeSending() {
                        return true;
                    }
                }),
                "was lost");
    }

    @Test
    void resultsThatAreReadBeforeTheyAreCommittedDoNotCount() {
        assertFound(
                found((partitions, clock) -> new SimulatedBroker(partitions, clock) {
                    @Override
                    boolean isReadable(@Nullable Transaction transaction) {
                        return true;
                    }
                }),
                "does not count",
                "expected");
    }

    @Test
    void stateThatACrashDoesNotTakeBackIsFound() {
        assertFound(
                found((partitions, clock) -> new SimulatedBroker(partitions, clock) {
                    @Override
                    boolean waitsForCommit(Effect effect) {
                        return !(effect instanceof Effect.Change);
                    }
                }),
                "expected");
    }

    @Test
    void stateThatARebalanceDoesNotMoveIsFound() {
        assertFound(
                found((partitions, clock) -> new SimulatedBroker(partitions, clock) {
                    @Override
                    NavigableMap<Bytes, byte[]> restore(TaskId task, String store) {
                        NavigableMap<Bytes, byte[]> restored = super.restore(task, store);
                        restored.clear();
                        return restored;
                    }
                }),
                "expected");
    }

    @Test
    void framingThatForgetsItsSamplesIsFound() {
        assertFound(
                found((partitions, clock) -> new SimulatedBroker(partitions, clock) {
                    @Override
                    NavigableMap<Bytes, byte[]> restore(TaskId task, String store) {
                        NavigableMap<Bytes, byte[]> restored = super.restore(task, store);
                        if (store.equals("samples")) {
                            restored.clear();
                        }
                        return restored;
                    }
                }),
                "is another than without interruption");
    }

    @Test
    void aCommitOfAnInstanceThatWasExpelledDoubles() {
        assertFound(
                found((partitions, clock) -> new SimulatedBroker(partitions, clock) {
                    @Override
                    boolean isFenced(Member member) {
                        return false;
                    }
                }),
                "was doubled");
    }

    @Test
    void oneKeyThatIsMissingFromAChangelogIsFound() {
        assertFound(
                found((partitions, clock) -> new SimulatedBroker(partitions, clock) {
                    @Override
                    NavigableMap<Bytes, byte[]> restore(TaskId task, String store) {
                        NavigableMap<Bytes, byte[]> restored = super.restore(task, store);
                        if (restored.size() > 3) {
                            restored.pollLastEntry();
                        }
                        return restored;
                    }
                }),
                "expected");
    }

    @Test
    void alsoWhereTheClockDecidesStateThatACrashDoesNotTakeBackIsFound() {
        BiFunction<Integer, VirtualClock, SimulatedBroker> broker =
                (partitions, clock) -> new SimulatedBroker(partitions, clock) {
                    @Override
                    boolean waitsForCommit(Effect effect) {
                        return !(effect instanceof Effect.Change);
                    }
                };
        try (var simulation = Simulation.of(PLANT).on(broker)) {
            assertThat(LongStream.range(0, MOST_SEEDS)
                            .mapToObj(seed -> simulation.seed(seed).run())
                            .flatMap(report -> report.violations().stream()))
                    .anyMatch(violation -> violation.contains("and not late"));
        }
    }

    @Test
    void withoutFaultsAndWithoutErrorsNothingIsFound() {
        assertThat(found(SimulatedBroker::new, Faults.none())).isEmpty();
    }
}
