package io.tributary.schemas;

/** Why a window closed. */
public enum CloseReason {
    /** Written by a newer version than this one. */
    UNKNOWN,
    /** Every modality that the pipeline waits for was there. */
    COMPLETE,
    /** The watermark passed the window's end and the grace. */
    GRACE,
    /** The window waited {@code max-wait} of wall-clock time since its first arrival. */
    TIMEOUT,
    /** More windows were open, or more observations waited of the entity, than the pipeline allows; the first to end closed. */
    CAPACITY,
    /** The end of a recording, or a stage that was told to finish. */
    SHUTDOWN,
    /** Producers said that nothing older than the window's end will come any more. */
    BOUND,
    /** It has not closed: an early decision, which will be revised. */
    OPEN
}
