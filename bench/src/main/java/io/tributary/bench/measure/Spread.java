package io.tributary.bench.measure;

import java.util.Arrays;
import java.util.List;

/** Of several measurements, the median and how far they lie apart. */
public record Spread(double median, double min, double max) {
    /** @throws IllegalArgumentException if there are none */
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no measurements, expected at least one");
        }
        double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The q-quantile of values, which need not be sorted: the smallest that at least the share q does not exceed. */
    public static double quantile(double[] values, double q) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
    }
}
