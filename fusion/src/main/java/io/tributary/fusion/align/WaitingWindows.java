package io.tributary.fusion.align;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Windows that have not closed, by everything that may close them. */
final class WaitingWindows {
    private final boolean settles;
    private final long complete;
    private final Deadlines<OpenWindow> byEnd = new Deadlines<>();
    private final Deadlines<OpenWindow> byFirstArrival = new Deadlines<>();
    private final Deadlines<OpenWindow> settling = new Deadlines<>();

    /**
     * @param settle how long a complete window waits
     * @param complete the modalities that one needs for that, a bit each
     */
    WaitingWindows(Duration settle, long complete) {
        this.settles = !settle.isZero();
        this.complete = complete;
    }

    void add(OpenWindow window) {
        byEnd.add(window.end(), window);
        byFirstArrival.add(window.firstArrival(), window);
    }

    void remove(OpenWindow window) {
        byEnd.remove(window.end(), window);
        byFirstArrival.remove(window.firstArrival(), window);
        unsettle(window);
    }

    /** Takes note that a window may be complete since a time of the wall clock, milliseconds since the epoch. */
    void settle(OpenWindow window, long since) {
        if (settles && window.hasAll(complete)) {
            window.arrived(0, since);
            settling.add(since, window);
        }
    }

    /** Takes note that something arrives for a window, which has to settle anew. */
    void unsettle(OpenWindow window) {
        settling.remove(window.lastArrival(), window);
    }

    int size() {
        return byEnd.size();
    }

    List<OpenWindow> all() {
        return byEnd.all();
    }

    /** Those that end first, at least {@code count}, and all others that end with the last of these. */
    List<OpenWindow> first(int count) {
        return byEnd.first(count);
    }

    boolean hasEnded(long time) {
        return byEnd.isDue(time);
    }

    /** Those that end at an event time or before. */
    List<OpenWindow> endedBy(long time) {
        return byEnd.until(time);
    }

    /** Those that are complete, and for which nothing has come since a time of the wall clock. */
    List<OpenWindow> settledSince(Instant time) {
        return settling.until(time.toEpochMilli());
    }

    /** Those that were opened at a time of the wall clock or before. */
    List<OpenWindow> waitingSince(Instant time) {
        return byFirstArrival.until(time.toEpochMilli());
    }
}
