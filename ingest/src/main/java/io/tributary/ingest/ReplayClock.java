package io.tributary.ingest;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Maps event time to wall-clock time: how long to wait before an observation of event time t leaves.
 *
 * <p>Event time runs with the largest plausible time seen: late observations leave at once, and one that lies ahead of
 * everything around it does not take the clock with it. A gap that would last longer than {@link #LONGEST_PAUSE} on the
 * wall clock is shortened to that.
 */
final class ReplayClock {
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final double speed;
    private @Nullable Instant eventAnchor;
    private long wallAnchor;

    /** @param speed event seconds per wall-clock second, above 0; infinite = never wait */
    ReplayClock(double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed is " + speed + ", expected a factor above 0, or max");
        }
        this.speed = speed;
    }

    /**
     * Wall-clock time to wait, zero or more.
     *
     * @param at event time of the observation that is next
     * @param typical median event time of it and those that follow it
     * @param nowNanos wall clock, as {@link System#nanoTime()}
     */
    Duration pauseBefore(Instant at, Instant typical, long nowNanos) {
        if (Double.isInfinite(speed)) {
            return Duration.ZERO;
        }
        Instant plausible = at.isBefore(typical) ? at : typical;
        Instant anchor = eventAnchor;
        if (anchor == null) {
            restart(plausible, nowNanos);
            return Duration.ZERO;
        }
        double elapsed = (nowNanos - wallAnchor) / 1e9;
        double due = seconds(Duration.between(anchor, plausible)) / speed;
        double pause = due - elapsed;
        if (pause <= LONGEST_PAUSE.toSeconds()) {
            return Duration.ofNanos((long) (Math.max(0, pause) * 1e9));
        }
        restart(plausible, nowNanos + LONGEST_PAUSE.toNanos());
        return LONGEST_PAUSE;
    }

    private void restart(Instant event, long wallNanos) {
        eventAnchor = event;
        wallAnchor = wallNanos;
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
