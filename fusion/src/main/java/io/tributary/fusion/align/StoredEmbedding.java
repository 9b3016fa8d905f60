package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The value of a stored embedding: the wall clock of its window's first arrival, then the embedding in Avro's single-object
 * encoding, whichever wire format it came in, so that the state can be read without a registry. Every embedding of a window
 * carries the window's first arrival, so no other record of it is needed.
 */
final class StoredEmbedding {
    private static final EmbeddingCodec CODEC = new EmbeddingCodec(WireFormat.singleObject());

    private StoredEmbedding() {}

    static byte[] encode(Embedding embedding, long firstArrival) {
        return of(CODEC.encode("", embedding), firstArrival);
    }

    /** @param encoded the embedding in Avro's single-object encoding */
    static byte[] of(byte[] encoded, long firstArrival) {
        return ByteBuffer.allocate(Long.BYTES + encoded.length)
                .putLong(firstArrival)
                .put(encoded)
                .array();
    }

    static long firstArrival(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    static Embedding embedding(byte[] value) {
        try {
            return CODEC.decode(Arrays.copyOfRange(value, Long.BYTES, value.length));
        } catch (RefusedException e) {
            throw new IllegalStateException("the store holds an embedding that cannot be read: " + e.getMessage(), e);
        }
    }
}
