package io.tributary.fusion;

import io.tributary.fusion.align.Aligner;
import io.tributary.schemas.Bound;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.wire.EmbeddingCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads records of the embeddings topic, and refuses those that would harm the others. */
record EmbeddingDoor(EmbeddingCodec codec, Pipeline pipeline) {
    /** @throws RefusedException if the record cannot be aligned; the record is at fault */
    Embedding read(byte @Nullable [] key, byte @Nullable [] value) throws RefusedException {
        if (value == null) {
            throw new RefusedException(
                    Refusal.Cause.UNREADABLE, "value", "the record has no value, expected an embedding");
        }
        Embedding embedding = codec.decode(value);
        require(embedding.modality(), embedding.at());
        if (!Arrays.equals(key, embedding.entity().getBytes(StandardCharsets.UTF_8))) {
            throw new RefusedException(
                    Refusal.Cause.INVALID_FIELD,
                    "key",
                    "is not the entity, expected its UTF-8 bytes; another key sends the modalities of one entity to"
                            + " different partitions");
        }
        return embedding;
    }

    /** @throws RefusedException if the record says nothing that can be used; the record is at fault */
    Bound readBound(byte @Nullable [] key, byte @Nullable [] value, Headers headers) throws RefusedException {
        Bound bound = Bound.read(key, value, headers, null);
        require(bound.modality(), bound.at());
        return bound;
    }

    private void require(String modality, Instant at) throws RefusedException {
        if (pipeline.modality(modality).isEmpty()) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_MODALITY,
                    "modality",
                    "is '" + modality + "', expected one of " + pipeline.modalityNames() + " of the pipeline "
                            + pipeline.name());
        }
        if (!Aligner.accepts(at)) {
            throw new RefusedException(
                    Refusal.Cause.INVALID_FIELD,
                    "at",
                    "is " + at + ", expected milliseconds since 1970 in the years 1 to 9999");
        }
    }
}
