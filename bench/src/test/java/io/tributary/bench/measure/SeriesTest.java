package io.tributary.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesTest {
    @Test
    void theFirstRoundDoesNotCount() {
        var series = new Series(List.of(round(1, 1), round(100, 50), round(200, 100), round(300, 150)));

        assertThat(series.eventsPerSecond()).isEqualTo(new Spread(200, 100, 300));
    }

    @Test
    void aRatioIsTheMedianOfThePairsRatios() {
        var ours = new Series(List.of(round(1, 1), round(100, 200), round(100, 100)));
        var theirs = new Series(List.of(round(1, 1), round(50, 100), round(100, 100)));

        // A CPU-second makes 0.5 of ours beside 0.5 of theirs, then 1 beside 1.
        assertThat(ours.cpuRatioTo(theirs)).isEqualTo(new Spread(1, 1, 1));
        assertThat(ours.wallRatioTo(theirs)).isEqualTo(new Spread(1.5, 1, 2));
    }

    @Test
    void theMedianOfAnEvenCountLiesBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void aQuantileIsTheSmallestValueThatEnoughDoNotExceed() {
        double[] values = {5, 1, 4, 2, 3};

        assertThat(Spread.quantile(values, 0.5)).isEqualTo(3);
        assertThat(Spread.quantile(values, 0.99)).isEqualTo(5);
    }

    @Test
    void seriesThatDidNotRunSideBySideAreNotCompared() {
        var two = new Series(List.of(round(1, 1), round(1, 1)));
        var three = new Series(List.of(round(1, 1), round(1, 1), round(1, 1)));

        assertThatThrownBy(() -> two.cpuRatioTo(three)).hasMessage("2 rounds beside 3, expected as many");
    }

    /** A round of one second. */
    private static Round round(long events, long cpuSeconds) {
        return new Round(events, 1_000_000_000, cpuSeconds * 1_000_000_000);
    }
}
