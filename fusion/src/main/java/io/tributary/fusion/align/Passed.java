package io.tributary.fusion.align;

import io.tributary.schemas.CloseReason;

/**
 * Which windows nothing is waited for any more, by the time at which they end; milliseconds since the epoch.
 *
 * @param byGrace those that end here or before are passed by the watermark and the grace
 * @param byBound those that end here or before are passed by what producers said; not before {@code byGrace}
 */
record Passed(long byGrace, long byBound) {
    static final Passed NOTHING = new Passed(EventTime.NONE, EventTime.NONE);

    Passed {
        byBound = Math.max(byGrace, byBound);
    }

    boolean has(long end) {
        return end <= byBound;
    }

    /** Why a window is passed that is. */
    CloseReason reason(long end) {
        return end <= byGrace ? CloseReason.GRACE : CloseReason.BOUND;
    }
}
