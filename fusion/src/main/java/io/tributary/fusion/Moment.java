package io.tributary.fusion;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of one entity in one window, once the window has closed.
 *
 * @param windowStart event time, inclusive
 * @param windowEnd event time, exclusive
 * @param triggeredAt when the broker had the raw record of the embedding whose arrival closed the window; where the
 *     clock closed it, the wall clock
 * @param slots one a modality of the pipeline, in its order
 */
public record Moment(
        String entity,
        Instant windowStart,
        Instant windowEnd,
        CloseReason closedBy,
        Instant triggeredAt,
        List<Slot> slots) {
    public Moment {
        slots = List.copyOf(slots);
        if (!windowStart.isBefore(windowEnd)) {
            throw new IllegalArgumentException("a window from " + windowStart + " to " + windowEnd
                    + " is empty, expected the end to be after the start");
        }
    }

    /** What the moment has of a modality; empty where it is absent or no modality of the pipeline. */
    public Optional<Present> present(String modality) {
        for (Slot slot : slots) {
            if (slot instanceof Present present && present.modality().equals(modality)) {
                return Optional.of(present);
            }
        }
        return Optional.empty();
    }

    /** One modality of a moment: an embedding or its absence. */
    public sealed interface Slot {
        String modality();
    }

    /** Nothing of this modality was in the window when it closed. */
    public record Absent(String modality) implements Slot {}

    /**
     * The embedding that stands for a modality: the latest, or the mean of all of the latest one's space.
     *
     * @param vector float32 {@code [dimension]}
     * @param ageMillis window end less event time of the newest observation used; at least 1
     * @param count observations of this modality in the window, used or not
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
            long ageMillis,
            int count,
            String model,
            String modelHash,
            String space,
            List<String> observations,
            List<SourceOffset> sources,
            List<String> traceparents)
            implements Slot {
        public Present {
            observations = List.copyOf(observations);
            sources = List.copyOf(sources);
            traceparents = List.copyOf(traceparents);
            if (observations.isEmpty() || observations.size() != sources.size() || observations.size() > count) {
                throw new IllegalArgumentException(modality + " was made of " + observations.size()
                        + " observations from " + sources.size() + " records among " + count
                        + ", expected one record an observation, at least one and no more than there were");
            }
        }
    }
}
