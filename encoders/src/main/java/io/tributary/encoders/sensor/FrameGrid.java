package io.tributary.encoders.sensor;

import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Gaps;
import java.util.Arrays;

/**
 * The equidistant points of a frame, and how the samples of one channel become values there.
 *
 * <p>Where more than two samples lie within one step of a point, the sensor is faster than the grid, and the point is their
 * mean, weighted by 1 at the point falling to 0 a step away: leaving out the samples between the points would fold fast
 * vibration into slow waves that nobody measured. Elsewhere the point is on the straight line between its neighbours, if
 * these are not further apart than a limit; else it is its nearest neighbour, if that is within half the limit; else NaN.
 *
 * <p>The limit is {@code max-gap}, or where gaps are marked, one and a half times the channel's usual spacing: the lower
 * median of the distances between its samples in the frame, and at least the grid's step. By the usual spacing, too, a
 * point counts as measured or not.
 */
final class FrameGrid {
    private static final double USUAL = 1.5;

    private final int points;
    private final double step;
    private final Gaps gaps;
    private final double maxGap;

    FrameGrid(Framing framing, int points) {
        this.points = points;
        this.step = (double) framing.length().toMillis() / points;
        this.gaps = framing.gaps();
        this.maxGap = framing.maxGap().toMillis();
    }

    /**
     * The samples of one channel in one frame.
     *
     * @param times milliseconds after the frame's beginning, ascending; the first {@code count} are samples
     * @param values the value at each
     */
    @SuppressWarnings("ArrayRecordComponent") // Lives for one frame, and is never compared.
    record Series(double[] times, double[] values, int count) {}

    /**
     * Writes one channel's column of a frame.
     *
     * @param from points before this, in milliseconds after the frame's beginning, are NaN
     * @param to points from this on are NaN
     * @param target float32 {@code [points, channels]}
     * @return how many of the points were measured
     */
    int resample(Series series, double from, double to, float[] target, int channel, int channels) {
        double usual = USUAL * Math.max(step, usualSpacing(series));
        double limit = gaps == Gaps.MARK ? usual : maxGap;
        int measured = 0;
        for (int i = 0; i < points; i++) {
            double x = i * step;
            double value = x < from || x >= to ? Double.NaN : value(x, series, limit);
            target[i * channels + channel] = (float) value;
            if (!Double.isNaN(value) && !Double.isNaN(value(x, series, usual))) {
                measured++;
            }
        }
        return measured;
    }

    private double value(double x, Series series, double limit) {
        double[] times = series.times();
        double[] values = series.values();
        int first = firstAfter(x - step, series);
        int end = first;
        while (end < series.count() && times[end] < x + step) {
            end++;
        }
        if (end - first > 2) {
            return weightedMean(x, series, first, end);
        }
        int after = Arrays.binarySearch(times, 0, series.count(), x);
        if (after >= 0) {
            return values[after];
        }
        after = -after - 1;
        double toBefore = after == 0 ? Double.POSITIVE_INFINITY : x - times[after - 1];
        double toAfter = after == series.count() ? Double.POSITIVE_INFINITY : times[after] - x;
        if (toBefore + toAfter <= limit) {
            return Interpolation.between(x, times[after - 1], values[after - 1], times[after], values[after]);
        }
        if (Math.min(toBefore, toAfter) <= limit / 2) {
            return toBefore <= toAfter ? values[after - 1] : values[after];
        }
        return Double.NaN;
    }

    private double weightedMean(double x, Series series, int first, int end) {
        double sum = 0;
        double weights = 0;
        for (int i = first; i < end; i++) {
            double weight = 1 - Math.abs(series.times()[i] - x) / step;
            sum += weight * series.values()[i];
            weights += weight;
        }
        return sum / weights;
    }

    /** Index of the first sample with {@code time > bound}. */
    private static int firstAfter(double bound, Series series) {
        int found = Arrays.binarySearch(series.times(), 0, series.count(), bound);
        return found >= 0 ? found + 1 : -found - 1;
    }

    private static double usualSpacing(Series series) {
        if (series.count() < 2) {
            return 0;
        }
        double[] spacings = new double[series.count() - 1];
        for (int i = 0; i < spacings.length; i++) {
            spacings[i] = series.times()[i + 1] - series.times()[i];
        }
        Arrays.sort(spacings);
        return spacings[(spacings.length - 1) / 2];
    }
}
