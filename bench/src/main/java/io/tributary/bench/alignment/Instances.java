package io.tributary.bench.alignment;

import io.tributary.bench.measure.Series;
import io.tributary.bench.measure.Spread;
import java.util.Map;
import java.util.TreeMap;

/**
 * What several processes do that share the partitions of one topic.
 *
 * @param workload in words
 * @param processors of the machine, which the contestants, the broker and the load share
 */
public record Instances(String workload, int processors, Map<Integer, Measured> measured) {
    public Instances {
        measured = new TreeMap<>(measured);
    }

    /**
     * What one number of processes did.
     *
     * @param brokerNanos of CPU an event
     * @param loadNanos of CPU an event in the process that reads the decisions and checks them
     */
    public record Measured(Series series, double brokerNanos, double loadNanos, Verdict verdict) {}

    /** Throughput as a multiple of that of one. */
    public Spread factor(int instances) {
        return of(instances).series().wallRatioTo(of(1).series());
    }

    /**
     * The most that can come of several on this machine: each is one thread, and all of them together have the processors that the
     * broker and the load do not take.
     */
    public double ceiling(int instances) {
        Measured one = of(1);
        double own = one.series().cpuNanosPerEvent().median();
        double share = own / (own + one.brokerNanos() + one.loadNanos());
        return Math.min(instances, Math.max(1, processors * share));
    }

    private Measured of(int instances) {
        Measured found = measured.get(instances);
        if (found == null) {
            throw new IllegalArgumentException(
                    instances + " instances were not measured, expected one of " + measured.keySet());
        }
        return found;
    }
}
