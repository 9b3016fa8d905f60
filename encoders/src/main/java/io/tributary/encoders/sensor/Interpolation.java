package io.tributary.encoders.sensor;

import java.util.Arrays;

/** Linear interpolation between measured points. */
final class Interpolation {
    private Interpolation() {}

    /**
     * The value at {@code x} of the broken line through the points; beyond its ends, the value at the end.
     *
     * @param xs ascending, the first {@code count} are points, at least one
     * @param ys the value at each
     */
    static double at(double x, double[] xs, double[] ys, int count) {
        int after = Arrays.binarySearch(xs, 0, count, x);
        if (after >= 0) {
            return ys[after];
        }
        after = -after - 1;
        if (after == 0) {
            return ys[0];
        }
        if (after == count) {
            return ys[count - 1];
        }
        return between(x, xs[after - 1], ys[after - 1], xs[after], ys[after]);
    }

    /** The value at {@code x} of the line through (x1, y1) and (x2, y2). */
    static double between(double x, double x1, double y1, double x2, double y2) {
        return y1 + (x - x1) / (x2 - x1) * (y2 - y1);
    }
}
