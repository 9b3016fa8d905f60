package io.tributary.schemas;

import java.time.Instant;

/**
 * What one encoder says of its model.
 *
 * @param instance the slot of the encoder's process among its equals
 * @param running what it encodes with; where it has stopped, what it encoded with last
 * @param refused what it was asked to use and does not; empty where it does as it was asked
 * @param reason why it refused, in words; empty where it does as it was asked
 * @param answers offset on the models topic of the record that it answers; {@link #NOTHING} where there was none
 * @param at when it was said, wall clock
 */
public record ModelStatus(
        String modality,
        String instance,
        State state,
        ModelReference running,
        String refused,
        String reason,
        long answers,
        Instant at) {
    /** The models topic asked for nothing. */
    public static final long NOTHING = -1;

    public enum State {
        /** It runs what it was asked to. */
        RUNNING,
        /** It runs what it ran before. */
        REFUSED,
        /** It was closed. */
        STOPPED
    }
}
