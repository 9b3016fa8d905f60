package io.tributary.fusion.align;

/** A stretch of event time in milliseconds since the epoch, from {@code start} to before {@code end}. */
record Window(long start, long end) {}
