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
    /** More windows were open than the pipeline allows; the oldest closed. */
    CAPACITY,
    /** The end of a recording, or a stage that was told to finish. */
    SHUTDOWN
}
