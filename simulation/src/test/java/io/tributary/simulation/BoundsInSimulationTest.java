package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.pipeline.Alignment;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Producers say, of entities and of partitions, what will not come any more; mostly it is true. */
class BoundsInSimulationTest {
    private static final int SEEDS = Integer.getInteger("tributary.test.seeds", 5);

    private final Map<CloseReason, Integer> decided = new EnumMap<>(CloseReason.class);
    private final Map<CloseReason, Integer> late = new EnumMap<>(CloseReason.class);

    static Stream<Alignment> alignments() {
        return SimulationTest.alignments();
    }

    private void run(Simulation simulation) {
        simulation.watch(outcome -> {
            outcome.decisions().forEach(decision -> decided.merge(decision.closedBy(), 1, Integer::sum));
            outcome.late().forEach(one -> late.merge(one.reason(), 1, Integer::sum));
        });
        for (long seed = 0; seed < SEEDS; seed++) {
            simulation.bounds(40).seed(seed).run().requirePassed();
        }
        int decidedByBound = decided.getOrDefault(CloseReason.BOUND, 0);
        int lateByBound = late.getOrDefault(CloseReason.BOUND, 0);
        assertThat(decidedByBound + lateByBound)
                .as("%s, late %s", decided, late)
                .isPositive();
    }

    @ParameterizedTest
    @MethodSource("alignments")
    void whatBoundsCloseDespiteAllFaultsIsWhatTheyCloseWithoutAny(Alignment alignment) {
        try (var simulation = SimulationTest.plant(alignment)) {
            run(simulation.withoutClocks());
        }
    }

    @ParameterizedTest
    @MethodSource("alignments")
    void boundsLoseAndDoubleNothingWhereTheClockDecidesBeside(Alignment alignment) {
        try (var simulation = SimulationTest.plant(alignment)) {
            run(simulation);
        }
    }

    @ParameterizedTest
    @MethodSource("alignments")
    void boundsArePassedOnAtLeastOnce(Alignment alignment) {
        try (var simulation = SimulationTest.plant(alignment)) {
            for (long seed = 0; seed < 3; seed++) {
                simulation.atLeastOnce().bounds(40).seed(seed).run().requirePassed();
            }
        }
    }
}
