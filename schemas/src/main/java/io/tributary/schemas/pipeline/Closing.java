package io.tributary.schemas.pipeline;

import java.time.Duration;
import java.util.List;

/**
 * How long a moment waits: it is decided at the first of what is said here.
 *
 * <p>An example: window [0 s, 10 s), modalities text and camera, grace 5 s, settle 1 s, max-wait 30 s. A text of 3 s
 * arrives at 12:00:00 and a picture of 4 s at 12:00:07. Complete and settled, it is decided at 12:00:08. Had the picture
 * not come, it would be decided when the watermark, which is the smaller of the latest times of both, reaches 15 s; if the
 * camera lags or is idle, at 12:00:30 at the latest.
 *
 * <p>A producer's {@linkplain io.tributary.schemas.Bound bound} may end the wait before the grace.
 *
 * @param grace event time past the window's end for which late observations still count; zero is allowed
 * @param maxWait wall-clock time since the window's first arrival
 * @param idleAfter wall-clock silence after which a modality no longer holds the watermark back
 * @param complete modalities that are enough once all are there; empty = completeness never closes
 * @param settle wall-clock time for which a complete window waits for more; begins anew with each arrival
 * @param maxOpen windows that may be open at once in one partition, one or more; of more, those that end first close
 * @param maxObservations that may be in open windows of one entity, one or more; of more, its windows that end first close.
 *     Besides as many may wait for anchors; of more, the oldest are forgotten
 */
public record Closing(
        Duration grace,
        Duration maxWait,
        Duration idleAfter,
        List<String> complete,
        Duration settle,
        int maxOpen,
        int maxObservations) {
    public static final int DEFAULT_MAX_OPEN = 100_000;
    public static final int DEFAULT_MAX_OBSERVATIONS = 10_000;

    public Closing {
        complete = List.copyOf(complete);
    }
}
