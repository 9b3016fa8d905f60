package io.tributary.fusion;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one entity in one window.
 *
 * @param windowStart event time, inclusive
 * @param windowEnd event time, exclusive
 * @param closedBy why the window closed; {@code OPEN} while it has not
 * @param triggeredAt when the broker had the raw record of the embedding whose arrival closed the window; where the
 *     clock closed it, the wall clock
 * @param revision greater than that of every moment of the same window before it; 0 where there are no early ones
 * @param last whether the window has closed, so that this is what stays
 * @param slots one a modality of the pipeline, in its order
 * @param others what the window held besides, in other spaces than its modality's slot; of each modality the space that
 *     arrived last first. There are some while an encoder's model changes
 */
public record Moment(
        String entity,
        Instant windowStart,
        Instant windowEnd,
        CloseReason closedBy,
        Instant triggeredAt,
        int revision,
        boolean last,
        List<Slot> slots,
        List<Present> others) {
    public Moment {
        slots = List.copyOf(slots);
        others = List.copyOf(others);
        if (!windowStart.isBefore(windowEnd)) {
            throw new IllegalArgumentException("a window from " + windowStart + " to " + windowEnd
                    + " is empty, expected the end to be after the start");
        }
    }

    /** The only one of its window, with one space a modality. */
    public Moment(
            String entity,
            Instant windowStart,
            Instant windowEnd,
            CloseReason closedBy,
            Instant triggeredAt,
            List<Slot> slots) {
        this(entity, windowStart, windowEnd, closedBy, triggeredAt, 0, true, slots, List.of());
    }

    /** What the moment has of a modality, in the space that arrived last; empty where it is absent or no modality of the pipeline. */
    public Optional<Present> present(String modality) {
        for (Slot slot : slots) {
            if (slot instanceof Present present && present.modality().equals(modality)) {
                return Optional.of(present);
            }
        }
        return Optional.empty();
    }

    /** One modality of a moment: an embedding, what stands for one, or its absence. */
    public sealed interface Slot {
        String modality();
    }

    /** Nothing of this modality was in the window, and nothing stands for it. */
    public record Absent(String modality) implements Slot {}

    /**
     * Nothing of this modality was in the window; a constant stands for it.
     *
     * @param vector empty for zeros, as many as the head takes
     */
    public record Default(String modality, Optional<FloatVector> vector) implements Slot {}

    /**
     * What stands for a modality in one space.
     *
     * @param vector float32 {@code [dimension]}: one of the window's, what was made of all of them, or the last one before
     * @param sequence where all of the window is asked for, every embedding's positions in the order of event time, then id,
     *     a vector alone being one; else those of the one embedding used; empty where it has none or several made the vector
     * @param ageMillis window end less event time of the newest observation used; at least 1
     * @param count observations of this modality in the window, used or not, of all spaces; 0 where the last one before the
     *     window is used again
     * @param model {@code name@version} of the encoder of the newest observation used
     * @param modelHash SHA-256 of its model file, hexadecimal
     * @param space of every observation used
     * @param observations ids of the observations used, in the order of event time, then id
     * @param sources their raw records, in the order of {@code observations}
     * @param traceparents their trace contexts, without those that have none
     */
    public record Present(
            String modality,
            FloatVector vector,
            List<FloatVector> sequence,
            long ageMillis,
            int count,
            String model,
            String modelHash,
            String space,
            List<String> observations,
            List<SourceOffset> sources,
            List<String> traceparents)
            implements Slot {
        /** Without a sequence. */
        public Present(
                String modality,
                FloatVector vector,
                long ageMillis,
                int count,
                String model,
                String modelHash,
                String space,
                List<String> observations,
                List<SourceOffset> sources,
                List<String> traceparents) {
            this(
                    modality,
                    vector,
                    List.of(),
                    ageMillis,
                    count,
                    model,
                    modelHash,
                    space,
                    observations,
                    sources,
                    traceparents);
        }

        public Present {
            sequence = List.copyOf(sequence);
            observations = List.copyOf(observations);
            sources = List.copyOf(sources);
            traceparents = List.copyOf(traceparents);
            if (observations.isEmpty()
                    || observations.size() != sources.size()
                    || observations.size() > Math.max(1, count)) {
                throw new IllegalArgumentException(modality + " was made of " + observations.size()
                        + " observations from " + sources.size() + " records among " + count
                        + ", expected one record an observation, at least one and no more than there were");
            }
        }
    }
}
