package io.tributary.fusion;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import java.time.Instant;
import java.util.List;

/** Embeddings for tests: two values, in the space {@code <modality>-1}; times in seconds since {@link #START}. */
public final class Embeddings {
    public static final Instant START = Instant.parse("2024-05-01T00:00:00Z");

    private Embeddings() {}

    public static Embedding of(String id, String entity, String modality, double seconds) {
        return of(id, entity, modality, seconds, (float) seconds, 1f);
    }

    public static Embedding of(String id, String entity, String modality, double seconds, float... vector) {
        return inSpace(modality + "-1", id, entity, modality, seconds, vector);
    }

    public static Embedding inSpace(
            String space, String id, String entity, String modality, double seconds, float... vector) {
        return new Embedding(
                id,
                entity,
                modality,
                at(seconds),
                FloatVector.of(vector),
                modality + "-encoder@1",
                "ab".repeat(32),
                space,
                false,
                1f,
                new SourceOffset("raw-" + modality, 0, id.hashCode() & 0xFFFF),
                at(seconds + 0.25),
                null);
    }

    /** The same of a record that lies elsewhere in its topic, by another version of the model. */
    public static Embedding by(String model, long offset, Embedding embedding) {
        return new Embedding(
                embedding.id(),
                embedding.entity(),
                embedding.modality(),
                embedding.at(),
                embedding.vector(),
                model,
                embedding.modelHash(),
                embedding.space(),
                embedding.truncated(),
                embedding.coverage(),
                new SourceOffset(embedding.source().topic(), embedding.source().partition(), offset),
                embedding.receivedAt(),
                embedding.traceparent());
    }

    public static Embedding withSequence(Embedding embedding, List<FloatVector> positions) {
        return new Embedding(
                embedding.id(),
                embedding.entity(),
                embedding.modality(),
                embedding.at(),
                embedding.vector(),
                embedding.model(),
                embedding.modelHash(),
                embedding.space(),
                embedding.truncated(),
                embedding.coverage(),
                embedding.source(),
                embedding.receivedAt(),
                embedding.traceparent(),
                embedding.span(),
                positions);
    }

    public static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }
}
