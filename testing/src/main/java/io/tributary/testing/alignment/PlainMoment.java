package io.tributary.testing.alignment;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.FloatVector;
import java.time.Instant;
import java.util.List;

/**
 * What a moment must be.
 *
 * @param start event time, inclusive
 * @param end event time, exclusive
 * @param last whether its window is decided with it
 * @param slots one a modality, in the pipeline's order
 */
public record PlainMoment(
        String entity,
        Instant start,
        Instant end,
        CloseReason closedBy,
        Instant triggeredAt,
        int revision,
        boolean last,
        List<Slot> slots) {
    public PlainMoment {
        slots = List.copyOf(slots);
    }

    /**
     * What stands for a modality.
     *
     * @param vector none where it is absent, or where zeros stand for it
     * @param sequence every vector, where all were asked for
     * @param ageMillis from the newest observation used to the window's end; 0 where none was
     * @param count observations in the window, used or not
     * @param observations ids of those used
     */
    public record Slot(
            String modality,
            Standing standing,
            List<FloatVector> vector,
            List<FloatVector> sequence,
            long ageMillis,
            int count,
            List<String> observations) {
        public Slot {
            vector = List.copyOf(vector);
            sequence = List.copyOf(sequence);
            observations = List.copyOf(observations);
        }

        static Slot without(String modality, Standing standing, List<FloatVector> vector) {
            return new Slot(modality, standing, vector, List.of(), 0, 0, List.of());
        }
    }

    /** What a slot has. */
    public enum Standing {
        /** Observations of the window, or the last one before it. */
        PRESENT,
        /** A constant. */
        CONSTANT,
        /** Nothing. */
        ABSENT
    }
}
