package io.tributary.schemas.wire;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** Embeddings on {@code tributary.embeddings} and {@code tributary.late}. */
public final class EmbeddingCodec extends AvroCodec<Embedding> {
    public EmbeddingCodec(WireFormat wire) {
        super(Schemas.EMBEDDING, wire);
    }

    @Override
    void write(Embedding embedding, Encoder out) throws IOException {
        out.writeString(embedding.id());
        out.writeString(embedding.entity());
        out.writeString(embedding.modality());
        AvroFields.writeInstant(embedding.at(), out);
        out.writeInt(embedding.vector().length());
        out.writeBytes(embedding.vector().toLittleEndian());
        out.writeString(embedding.model());
        out.writeString(embedding.modelHash());
        out.writeString(embedding.space());
        out.writeBoolean(embedding.truncated());
        out.writeFloat(embedding.coverage());
        AvroFields.writeSource(embedding.source(), out);
        AvroFields.writeInstant(embedding.receivedAt(), out);
        AvroFields.writeOptionalText(embedding.traceparent(), out);
        AvroFields.writeOptionalSpan(embedding.span(), out);
        out.writeBytes(littleEndian(embedding.sequence()));
    }

    @Override
    Embedding read(Decoder in) throws IOException {
        String id = in.readString();
        String entity = in.readString();
        String modality = in.readString();
        var at = AvroFields.readInstant(in);
        int dimension = in.readInt();
        ByteBuffer vector = in.readBytes(null);
        if (vector.remaining() != dimension * (long) Float.BYTES) {
            throw new IllegalArgumentException("vector has " + vector.remaining() + " bytes, expected "
                    + dimension * (long) Float.BYTES + " for dimension " + dimension);
        }
        return new Embedding(
                id,
                entity,
                modality,
                at,
                FloatVector.littleEndian(vector),
                in.readString(),
                in.readString(),
                in.readString(),
                in.readBoolean(),
                in.readFloat(),
                AvroFields.readSource(in),
                AvroFields.readInstant(in),
                AvroFields.readOptionalText(in),
                AvroFields.readOptionalSpan(in),
                sequence(in.readBytes(null), dimension));
    }

    private static ByteBuffer littleEndian(List<FloatVector> sequence) {
        int size = sequence.stream().mapToInt(FloatVector::length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES);
        sequence.forEach(position -> bytes.put(position.toLittleEndian()));
        return bytes.flip();
    }

    private static List<FloatVector> sequence(ByteBuffer bytes, int dimension) {
        if (!bytes.hasRemaining()) {
            return List.of();
        }
        int size = dimension * Float.BYTES;
        if (size == 0 || bytes.remaining() % size != 0) {
            throw new IllegalArgumentException("sequence has " + bytes.remaining() + " bytes, expected a multiple of "
                    + size + " for dimension " + dimension);
        }
        List<FloatVector> sequence = new ArrayList<>();
        for (int from = bytes.position(); from < bytes.limit(); from += size) {
            sequence.add(
                    FloatVector.littleEndian(bytes.duplicate().position(from).limit(from + size)));
        }
        return sequence;
    }
}
