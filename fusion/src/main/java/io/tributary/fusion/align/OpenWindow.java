package io.tributary.fusion.align;

import org.jspecify.annotations.Nullable;

/** A window that still waits, without its embeddings, which are in the store. Times in milliseconds since the epoch. */
final class OpenWindow {
    private final Entity entity;
    private final long start;
    private long end;
    private long firstArrival;
    private long lastArrival;
    private long presence;
    private DueWindows.@Nullable Due due;

    /**
     * @param start event time, inclusive
     * @param end event time, exclusive
     * @param firstArrival wall clock
     */
    OpenWindow(Entity entity, long start, long end, long firstArrival) {
        this.entity = entity;
        this.start = start;
        this.end = end;
        this.firstArrival = firstArrival;
        this.lastArrival = firstArrival;
    }

    Entity entity() {
        return entity;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    long firstArrival() {
        return firstArrival;
    }

    long lastArrival() {
        return lastArrival;
    }

    boolean contains(long at) {
        return start <= at && at < end;
    }

    /** Of one bit a modality. */
    long presence() {
        return presence;
    }

    void arrived(long modalities, long now) {
        presence |= modalities;
        lastArrival = now;
    }

    /** Of a window that was found in the store. */
    void hold(long modalities, long arrival) {
        presence |= modalities;
        firstArrival = Math.min(firstArrival, arrival);
    }

    /** Whether it has been closed and is about to be decided, so that nothing counts in it any more. */
    boolean isDue() {
        return due != null;
    }

    /** Why and when it has been closed; null while it is open. */
    DueWindows.@Nullable Due due() {
        return due;
    }

    void becomesDue(DueWindows.Due closed) {
        due = closed;
    }

    /** Takes the place of {@code other}, which is of the same entity and begins later or ends earlier. */
    void absorb(OpenWindow other) {
        end = Math.max(end, other.end);
        firstArrival = Math.min(firstArrival, other.firstArrival);
        lastArrival = Math.max(lastArrival, other.lastArrival);
        presence |= other.presence;
    }

    /** Whether every modality of a set of bits is there; nothing is ever complete by an empty set. */
    boolean hasAll(long modalities) {
        return modalities != 0 && (presence & modalities) == modalities;
    }
}
