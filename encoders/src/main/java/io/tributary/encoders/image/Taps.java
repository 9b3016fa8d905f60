package io.tributary.encoders.image;

import io.tributary.encoders.model.ResampleFilter;

/** Along one axis: which pixels of the source each pixel of the result is made of, and what each weighs. */
final class Taps {
    private static final int ONE = 1 << 22;

    private final int[] starts;
    private final int[] lengths;
    private final int[] weights;
    private final int most;

    private Taps(int count, int most) {
        this.starts = new int[count];
        this.lengths = new int[count];
        this.weights = new int[count * most];
        this.most = most;
    }

    /** For the pixels from {@code offset} to {@code offset + count - 1} of the {@code to} that {@code from} pixels become. */
    static Taps of(ResampleFilter filter, int from, int to, int offset, int count) {
        if (from == to) {
            return unchanged(offset, count);
        }
        if (filter == ResampleFilter.NEAREST) {
            return nearest(from, to, offset, count);
        }
        double scale = (double) from / to;
        double stretch = Math.max(scale, 1);
        double support = filter.support() * stretch;
        var taps = new Taps(count, (int) Math.ceil(support) * 2 + 1);
        for (int i = 0; i < count; i++) {
            double center = (offset + i + 0.5) * scale;
            int start = Math.max((int) (center - support + 0.5), 0);
            int end = Math.min((int) (center + support + 0.5), from);
            taps.set(i, start, weights(filter, start, end, center, 1 / stretch));
        }
        return taps;
    }

    private static double[] weights(ResampleFilter filter, int start, int end, double center, double shrink) {
        double[] weights = new double[end - start];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = filter.weight((start + i - center + 0.5) * shrink);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length && sum != 0; i++) {
            weights[i] /= sum;
        }
        return weights;
    }

    private static Taps unchanged(int offset, int count) {
        var taps = new Taps(count, 1);
        for (int i = 0; i < count; i++) {
            taps.set(i, offset + i, new double[] {1});
        }
        return taps;
    }

    /** Adds up step by step, since Pillow does, and rounding makes a difference at times. */
    private static Taps nearest(int from, int to, int offset, int count) {
        var taps = new Taps(count, 1);
        double step = (double) from / to;
        double place = step * 0.5;
        for (int i = 0; i < offset + count; i++) {
            if (i >= offset) {
                taps.set(i - offset, Math.min((int) place, from - 1), new double[] {1});
            }
            place += step;
        }
        return taps;
    }

    private void set(int i, int start, double[] exact) {
        starts[i] = start;
        lengths[i] = exact.length;
        for (int j = 0; j < exact.length; j++) {
            weights[i * most + j] = (int) (exact[j] * ONE + (exact[j] < 0 ? -0.5 : 0.5));
        }
    }

    int count() {
        return starts.length;
    }

    /** The first pixel of the source that counts at all. */
    int first() {
        return starts[0];
    }

    /** The pixel after the last that counts; starts never decrease, but ends are compared all the same. */
    int end() {
        int end = 0;
        for (int i = 0; i < starts.length; i++) {
            end = Math.max(end, starts[i] + lengths[i]);
        }
        return end;
    }

    int start(int i) {
        return starts[i];
    }

    int length(int i) {
        return lengths[i];
    }

    /** Where the weights of pixel {@code i} begin. */
    int weightsOf(int i) {
        return i * most;
    }

    /** Fixed point with 22 bits of fraction. */
    int weight(int place) {
        return weights[place];
    }
}
