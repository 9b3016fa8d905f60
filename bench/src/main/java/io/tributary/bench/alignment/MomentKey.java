package io.tributary.bench.alignment;

/**
 * One entity in one window.
 *
 * @param windowStart event time, milliseconds
 */
public record MomentKey(String entity, long windowStart) {}
