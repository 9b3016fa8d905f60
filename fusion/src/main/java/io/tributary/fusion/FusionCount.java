package io.tributary.fusion;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.concurrent.atomic.LongAdder;

/**
 * One of the things that a fusion stage counts: for the stage since its start, and in Micrometer's global registry for the
 * process. What a failed transaction took back stays counted. Safe for use by several threads.
 */
final class FusionCount {
    private final LongAdder sinceStart = new LongAdder();
    private final Counter counter;

    /** @param metric such as {@code tributary.fusion.decisions} */
    FusionCount(String metric) {
        this.counter = Metrics.counter(metric, "stage", FusionStage.NAME);
    }

    void increment() {
        add(1);
    }

    void add(long more) {
        // It is asked for every record, and mostly there is nothing.
        if (more == 0) {
            return;
        }
        sinceStart.add(more);
        counter.increment(more);
    }

    long sum() {
        return sinceStart.sum();
    }
}
