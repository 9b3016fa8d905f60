package io.tributary.bench.alignment;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An embedding on its way through a peer. It is read when it comes, for what alignment needs, and again when it is decided
 * on; between, it is the bytes of the wire, which is the cheapest that a peer's state can be.
 *
 * @param at event time, milliseconds
 * @param wire the embedding as it came
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Reading(int modality, long at, byte[] wire) {
    private static final EmbeddingCodec CODEC = new EmbeddingCodec(WireFormat.singleObject());

    /** Reads a record of the embeddings topic. */
    public static Reading fromWire(byte[] wire, List<String> modalities) {
        Embedding embedding = read(wire);
        return new Reading(
                modalities.indexOf(embedding.modality()), embedding.at().toEpochMilli(), wire);
    }

    public Embedding embedding() {
        return read(wire);
    }

    private static Embedding read(byte[] wire) {
        try {
            return CODEC.decode(wire);
        } catch (RefusedException e) {
            throw new IllegalStateException("an embedding of the benchmark cannot be read: " + e.getMessage(), e);
        }
    }

    int size() {
        return Integer.BYTES + Long.BYTES + Integer.BYTES + wire.length;
    }

    void put(ByteBuffer bytes) {
        bytes.putInt(modality).putLong(at).putInt(wire.length).put(wire);
    }

    static Reading get(ByteBuffer bytes) {
        int modality = bytes.getInt();
        long at = bytes.getLong();
        byte[] wire = new byte[bytes.getInt()];
        bytes.get(wire);
        return new Reading(modality, at, wire);
    }

    /** For a store. */
    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(size());
        put(bytes);
        return bytes.array();
    }

    static Reading decode(byte[] bytes) {
        return get(ByteBuffer.wrap(bytes));
    }
}
