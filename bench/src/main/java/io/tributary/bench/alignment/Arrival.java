package io.tributary.bench.alignment;

/**
 * One observation, as it comes.
 *
 * @param at event time, milliseconds
 * @param windowStart of the window that holds it
 * @param late whether it comes after every contestant has closed its window
 */
record Arrival(int entity, int modality, int reading, long at, long windowStart, boolean late) {}
