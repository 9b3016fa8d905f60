package io.tributary.fusion.align;

import java.time.Duration;

/**
 * Windows of one length that follow each other without gap or overlap, starting at multiples of the length since the
 * epoch, also before it. Times are milliseconds since the epoch.
 */
record TumblingWindows(long length) {
    TumblingWindows(Duration length) {
        this(length.toMillis());
    }

    Window windowOf(long at) {
        long start = Math.floorDiv(at, length) * length;
        return new Window(start, start + length);
    }

    /** The latest end of a window that is not after {@code time}. */
    long lastEnd(long time) {
        return Math.floorDiv(time, length) * length;
    }
}
