package io.tributary.encoders.sensor;

/**
 * How far the frames of one entity are, in milliseconds since the epoch, event time.
 *
 * @param nextEnd end of the earliest frame that is not decided yet; a multiple of the hop
 * @param newest time of the entity's newest sample
 */
public record FrameProgress(long nextEnd, long newest) {}
