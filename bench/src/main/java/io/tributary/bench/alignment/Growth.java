package io.tributary.bench.alignment;

import io.tributary.bench.measure.Spread;
import java.util.List;

/**
 * What an event costs ours as one thing grows and everything else stays.
 *
 * @param what grows
 */
public record Growth(String what, List<Point> points) {
    public Growth {
        points = List.copyOf(points);
    }

    /**
     * @param size of what grows, in words
     * @param cpuNanos an event
     */
    public record Point(String size, Spread eventsPerSecond, Spread cpuNanos, Verdict verdict) {}

    /** What an event costs most ÷ what it costs least, by the medians; 1 is no growth. */
    public double factor() {
        double most = points.stream()
                .mapToDouble(point -> point.cpuNanos().median())
                .max()
                .orElse(1);
        double least = points.stream()
                .mapToDouble(point -> point.cpuNanos().median())
                .min()
                .orElse(1);
        return most / least;
    }
}
