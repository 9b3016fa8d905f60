package io.tributary.schemas.pipeline;

/** What becomes of a stretch of a frame in which a channel was not measured. */
public enum Gaps {
    /** Its points are NaN: nothing is made up. */
    MARK,
    /** Up to {@link Framing#maxGap()} it is bridged by a straight line; a longer one is marked. */
    INTERPOLATE,
    /**
     * As {@link #INTERPOLATE}, and where no channel was measured for longer than {@link Framing#maxGap()}, the frame ends
     * and the next begins after the gap.
     */
    SPLIT
}
