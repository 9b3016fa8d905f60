package io.tributary.schemas.pipeline;

import java.time.Duration;

/**
 * How readings of a sensor are cut into frames.
 *
 * <p>Frames end at multiples of {@code hop} since the epoch and cover {@code length} before that. With length 30 s and
 * hop 10 s, the frame that ends at 12:00:40 covers [12:00:10, 12:00:40); its event time is that of its last sample.
 *
 * @param length event time that a frame covers
 * @param hop event time from one frame to the next; at most {@code length}
 * @param grace how long past a frame's end its late samples are waited for, in event time
 * @param gaps what becomes of stretches that were not measured
 * @param maxGap the longest stretch that is interpolated
 * @param minCoverage frames of which a smaller share in (0, 1] was measured are not sent
 * @param idleAfter wall-clock silence of an entity after which its pending frame is sent without waiting for the grace
 * @param forgetAfter wall-clock silence after which nothing is kept of an entity; what comes then, begins anew
 * @param maxSamples samples kept at once in one partition, one or more; of more, the entity that was silent the longest is
 *     sent with what is there and forgotten
 */
public record Framing(
        Duration length,
        Duration hop,
        Duration grace,
        Gaps gaps,
        Duration maxGap,
        float minCoverage,
        Duration idleAfter,
        Duration forgetAfter,
        int maxSamples) {
    public static final Duration DEFAULT_FORGET_AFTER = Duration.ofHours(1);
    public static final int DEFAULT_MAX_SAMPLES = 10_000_000;

    /** Interpolates gaps and keeps as much as it does without being told. */
    public Framing(
            Duration length, Duration hop, Duration grace, Duration maxGap, float minCoverage, Duration idleAfter) {
        this(
                length,
                hop,
                grace,
                Gaps.INTERPOLATE,
                maxGap,
                minCoverage,
                idleAfter,
                DEFAULT_FORGET_AFTER,
                DEFAULT_MAX_SAMPLES);
    }
}
