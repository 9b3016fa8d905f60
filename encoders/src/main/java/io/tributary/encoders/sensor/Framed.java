package io.tributary.encoders.sensor;

import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of one reading.
 *
 * @param frames those that it completed, earliest first
 * @param late its samples that no frame can take any more, if there are such
 */
public record Framed(List<Observation> frames, Optional<Late> late) {
    public Framed {
        frames = List.copyOf(frames);
    }

    /**
     * Samples that came after every frame that covers them was decided.
     *
     * @param samples how many
     * @param of how many samples the reading has; the others are kept
     * @param lateness how far the entity's newest sample was past the oldest of them; with a grace of this length they would
     *     have counted
     */
    public record Late(int samples, int of, Duration lateness) {
        public Refusal refusal() {
            return new Refusal(
                    Refusal.Cause.TOO_LATE,
                    "samples",
                    samples + " of " + of + " samples came " + lateness
                            + " after the entity's newest one, when the frames that cover them had been sent; raise"
                            + " framing.grace if this is usual");
        }
    }
}
