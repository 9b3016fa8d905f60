package io.tributary.schemas.pipeline;

import java.time.Duration;

/**
 * How single readings of a sensor become frames of a fixed number of points.
 *
 * <p>Frames end at multiples of {@code hop} since the epoch and cover {@code length} before that. With length 30 s and
 * hop 10 s, the frame that ends at 12:00:40 covers [12:00:10, 12:00:40); its event time is that of its last sample.
 *
 * @param length event time that a frame covers
 * @param hop event time from one frame to the next; at most {@code length}
 * @param grace how long past a frame's end its late samples are waited for, in event time
 * @param maxGap missing stretches up to this long are interpolated; longer ones repeat the nearest measured value
 * @param minCoverage frames of which a smaller share in (0, 1] was measured are not sent
 * @param idleAfter wall-clock silence of an entity after which its pending frame is sent without waiting for the grace
 */
public record Framing(
        Duration length, Duration hop, Duration grace, Duration maxGap, float minCoverage, Duration idleAfter) {}
