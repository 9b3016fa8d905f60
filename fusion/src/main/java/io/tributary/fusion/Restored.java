package io.tributary.fusion;

import java.time.Duration;

/**
 * What a process did to have its state back.
 *
 * @param records read from changelogs
 * @param reading wall time in which any changelog was read and its store filled
 * @param untilRunning wall time from the first record wanted until records are processed again: reading, and opening the windows
 *     anew
 */
public record Restored(long records, Duration reading, Duration untilRunning) {}
