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
     * @param maxGap between points further apart than this, the value of the nearer one
     */
    static double at(double x, double[] xs, double[] ys, int count, double maxGap) {
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
        double gap = xs[after] - xs[after - 1];
        double share = (x - xs[after - 1]) / gap;
        if (gap > maxGap) {
            return ys[share < 0.5 ? after - 1 : after];
        }
        return ys[after - 1] + share * (ys[after] - ys[after - 1]);
    }
}
