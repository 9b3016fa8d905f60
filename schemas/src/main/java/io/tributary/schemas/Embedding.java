package io.tributary.schemas;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one encoder understood of one observation.
 *
 * @param id the observation's id
 * @param entity what was observed; also the Kafka record key
 * @param at event time of the observation, UTC, milliseconds; never the time of inference
 * @param vector float32 {@code [dimension]}, every value finite
 * @param model {@code name@version} of the bundle that made it
 * @param modelHash SHA-256 of the model file, hexadecimal
 * @param space vectors of different spaces are never fused as one
 * @param truncated whether the model saw only the beginning of the observation
 * @param coverage of a sensor frame: the share in [0, 1] that was measured
 * @param source the raw record
 * @param receivedAt when the broker appended the raw record; processing latency counts from here
 * @param span of a sensor frame: the event time that it covers
 * @param sequence what the vector was made of, in order, each float32 {@code [dimension]}: tokens of a text, regions of an
 *     image; empty where the encoder gives vectors alone
 */
public record Embedding(
        String id,
        String entity,
        String modality,
        Instant at,
        FloatVector vector,
        String model,
        String modelHash,
        String space,
        boolean truncated,
        float coverage,
        SourceOffset source,
        Instant receivedAt,
        @Nullable String traceparent,
        @Nullable Span span,
        List<FloatVector> sequence) {
    /** @throws IllegalArgumentException if a value is not finite, or a position has another dimension than the vector */
    public Embedding {
        sequence = List.copyOf(sequence);
        if (vector.length() == 0 || !vector.isFinite()) {
            throw new IllegalArgumentException("the embedding of " + id + " by " + model
                    + " is empty or not finite, expected finite float32 values");
        }
        for (FloatVector position : sequence) {
            if (position.length() != vector.length() || !position.isFinite()) {
                throw new IllegalArgumentException("the sequence of " + id + " by " + model + " has a position of "
                        + position.length() + " values or one that is not finite, expected " + vector.length()
                        + " finite float32 values, as the vector has");
            }
        }
    }

    /** Of an encoder that gives vectors alone. */
    public Embedding(
            String id,
            String entity,
            String modality,
            Instant at,
            FloatVector vector,
            String model,
            String modelHash,
            String space,
            boolean truncated,
            float coverage,
            SourceOffset source,
            Instant receivedAt,
            @Nullable String traceparent,
            @Nullable Span span) {
        this(
                id,
                entity,
                modality,
                at,
                vector,
                model,
                modelHash,
                space,
                truncated,
                coverage,
                source,
                receivedAt,
                traceparent,
                span,
                List.of());
    }

    /** Of an observation that is no frame. */
    public Embedding(
            String id,
            String entity,
            String modality,
            Instant at,
            FloatVector vector,
            String model,
            String modelHash,
            String space,
            boolean truncated,
            float coverage,
            SourceOffset source,
            Instant receivedAt,
            @Nullable String traceparent) {
        this(
                id,
                entity,
                modality,
                at,
                vector,
                model,
                modelHash,
                space,
                truncated,
                coverage,
                source,
                receivedAt,
                traceparent,
                null);
    }

    /** The sequence; where there is none, the vector as its only position. */
    public List<FloatVector> positions() {
        return sequence.isEmpty() ? List.of(vector) : sequence;
    }
}
