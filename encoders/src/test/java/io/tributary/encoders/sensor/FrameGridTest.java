package io.tributary.encoders.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Gaps;
import java.time.Duration;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Frames of 10 s with 20 points: one each half second. Times are seconds. */
final class FrameGridTest {
    private static final int POINTS = 20;

    private final float[] points = new float[POINTS];

    @Test
    void aSlowSensorIsOnTheStraightLineBetweenItsSamples() {
        int measured = resample(Gaps.MARK, 10, x -> 3 * x, every(2, 0, 10));

        assertThat(points[1]).isEqualTo(1.5f);
        assertThat(points[7]).isEqualTo(10.5f);
        // The last sample is at 8 s; half of its usual spacing, and half of that again, it holds.
        assertThat(points[19]).isEqualTo(24f);
        assertThat(measured).isEqualTo(POINTS);
    }

    @Test
    void vibrationFasterThanTheGridIsAveragedAwayAndNotFoldedIntoASlowWave() {
        // 1.9 Hz, which at two points a second would look like a wave of 0.1 Hz.
        resample(Gaps.INTERPOLATE, 10, x -> Math.sin(2 * Math.PI * 1.9 * x), every(0.02, 0, 10));

        for (int i = 1; i < POINTS - 1; i++) {
            assertThat(Math.abs(points[i])).isLessThan(0.05f);
        }
    }

    @Test
    void slowWavesOfAFastSensorStay() {
        resample(Gaps.INTERPOLATE, 10, x -> Math.sin(2 * Math.PI * 0.2 * x), every(0.02, 0, 10));

        for (int i = 1; i < POINTS - 1; i++) {
            assertThat(points[i])
                    .isCloseTo(
                            (float) Math.sin(2 * Math.PI * 0.2 * i / 2), org.assertj.core.api.Assertions.within(0.05f));
        }
    }

    @Test
    void jitterOfASensorIsNoGap() {
        double[] times = every(0.5, 0, 10);
        for (int i = 0; i < times.length; i++) {
            times[i] += i % 3 * 0.1;
        }

        assertThat(resample(Gaps.MARK, 10, x -> x, times)).isGreaterThanOrEqualTo(POINTS - 1);
    }

    @Test
    void whereGapsAreMarkedNothingIsMadeUp() {
        int measured = resample(Gaps.MARK, 10, x -> x, concatenate(every(0.5, 0, 3), every(0.5, 7, 10)));

        assertThat(points[5]).isEqualTo(2.5f);
        assertThat(points[6]).isNaN();
        assertThat(points[13]).isNaN();
        assertThat(points[14]).isEqualTo(7);
        assertThat(measured).isEqualTo(12);
    }

    @Test
    void aGapUpToTheLimitIsBridgedAndCountsAsNotMeasured() {
        int measured = resample(Gaps.INTERPOLATE, 5, x -> x, concatenate(every(0.5, 0, 3), every(0.5, 7, 10)));

        assertThat(points[10]).isEqualTo(5);
        assertThat(measured).isEqualTo(12);
    }

    @Test
    void aLongerGapIsMarkedButForHalfTheLimitBesideItsEnds() {
        resample(Gaps.INTERPOLATE, 2, x -> x, concatenate(every(0.5, 0, 3), every(0.5, 7, 10)));

        assertThat(points[7]).isEqualTo(2.5f);
        assertThat(points[8]).isNaN();
        assertThat(points[11]).isNaN();
        assertThat(points[12]).isEqualTo(7);
    }

    @Test
    void oneSampleIsOnePoint() {
        assertThat(resample(Gaps.MARK, 10, x -> 4, new double[] {5})).isEqualTo(1);
        assertThat(points[10]).isEqualTo(4);
        assertThat(points[11]).isNaN();
    }

    @Test
    void aChannelWithoutSamplesIsMarked() {
        assertThat(resample(Gaps.INTERPOLATE, 10, x -> 4, new double[0])).isZero();
        assertThat(points).containsOnly(Float.NaN);
    }

    private int resample(Gaps gaps, int maxGapSeconds, DoubleUnaryOperator signal, double[] seconds) {
        var framing = new Framing(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ZERO,
                gaps,
                Duration.ofSeconds(maxGapSeconds),
                0.1f,
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                1000);
        double[] times = new double[seconds.length];
        double[] values = new double[seconds.length];
        for (int i = 0; i < seconds.length; i++) {
            times[i] = Math.round(seconds[i] * 1000);
            values[i] = signal.applyAsDouble(seconds[i]);
        }
        var series = new FrameGrid.Series(times, values, seconds.length);
        return new FrameGrid(framing, POINTS).resample(series, 0, 10_000, points, 0, 1);
    }

    private static double[] every(double step, double from, double to) {
        double[] times = new double[(int) Math.round((to - from) / step)];
        for (int i = 0; i < times.length; i++) {
            times[i] = from + i * step;
        }
        return times;
    }

    private static double[] concatenate(double[] first, double[] second) {
        double[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
