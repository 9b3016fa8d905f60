package io.tributary.bench.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Series;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InstancesTest {
    private final Instances instances = new Instances(
            "a workload",
            2,
            Map.of(1, measured(1_000_000_000, 1000, 200, 100), 2, measured(800_000_000, 1100, 220, 100)));

    @Test
    void severalAreComparedWithOne() {
        assertThat(instances.factor(2).median()).isCloseTo(1.25, within(1e-9));
        assertThat(instances.factor(1).median()).isEqualTo(1);
    }

    @Test
    void theMostThatCanComeOfTwoIsWhatBrokerAndLoadLeaveOfTheProcessors() {
        assertThat(instances.ceiling(2)).isCloseTo(2 * 1000 / 1300.0, within(1e-9));
        assertThat(instances.ceiling(1)).isEqualTo(1);
    }

    private static Instances.Measured measured(long wallNanos, long cpuNanosPerEvent, double broker, double load) {
        var round = new Round(1000, wallNanos, 1000 * cpuNanosPerEvent);
        return new Instances.Measured(new Series(List.of(round, round)), broker, load, Verdict.NONE);
    }
}
