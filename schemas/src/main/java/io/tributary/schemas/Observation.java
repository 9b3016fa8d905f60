package io.tributary.schemas;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One text, image or sensor event of an entity.
 *
 * @param id unique per entity and modality; a second record with the same id is the same observation again
 * @param entity what was observed; also the Kafka record key, UTF-8
 * @param modality a modality's name in the pipeline file
 * @param at event time, UTC, to the millisecond; of a series, the time of its first row
 * @param traceparent W3C trace context of the producer, if it sent one
 */
public record Observation(
        String id, String entity, String modality, Instant at, Payload payload, @Nullable String traceparent) {
    /** Times beyond these do not fit into the milliseconds since the epoch that travel. */
    private static final Instant EARLIEST = Instant.ofEpochMilli(Long.MIN_VALUE);

    private static final Instant LATEST = Instant.ofEpochMilli(Long.MAX_VALUE);

    /** @throws IllegalArgumentException naming the field, what was found and what was expected */
    public Observation {
        requireText("id", id);
        requireText("entity", entity);
        requireText("modality", modality);
        at = at.truncatedTo(ChronoUnit.MILLIS);
        if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
            throw new IllegalArgumentException("at is " + at + ", expected a time from " + EARLIEST + " to " + LATEST);
        }
    }

    public Observation(String id, String entity, String modality, Instant at, Payload payload) {
        this(id, entity, modality, at, payload, null);
    }

    private static void requireText(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + " is empty, expected a name");
        }
    }
}
