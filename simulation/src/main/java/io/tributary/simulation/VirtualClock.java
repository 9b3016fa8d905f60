package io.tributary.simulation;

import java.time.Duration;
import java.time.Instant;

/** The wall clock of a simulation: it goes on only when it is told to, and never back. */
final class VirtualClock {
    private long now;

    VirtualClock(Instant start) {
        this.now = start.toEpochMilli();
    }

    /** Milliseconds since the epoch. */
    long millis() {
        return now;
    }

    void advance(Duration by) {
        now += Math.max(0, by.toMillis());
    }

    void reach(long time) {
        now = Math.max(now, time);
    }
}
