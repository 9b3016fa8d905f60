package io.tributary.schemas.wire;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/** Embeddings on {@code tributary.embeddings} and {@code tributary.late}. */
public final class EmbeddingCodec extends AvroCodec<Embedding> {
    private static final Schema SOURCE = Schemas.EMBEDDING.getField("source").schema();
    private static final Schema SPAN =
            Schemas.EMBEDDING.getField("span").schema().getTypes().get(1);

    public EmbeddingCodec(WireFormat wire) {
        super(Schemas.EMBEDDING, wire);
    }

    @Override
    GenericRecord toAvro(Embedding embedding) {
        GenericRecord record = record(Schemas.EMBEDDING);
        record.put("id", embedding.id());
        record.put("entity", embedding.entity());
        record.put("modality", embedding.modality());
        record.put("at", embedding.at().toEpochMilli());
        record.put("dimension", embedding.vector().length());
        record.put("vector", embedding.vector().toLittleEndian());
        record.put("model", embedding.model());
        record.put("model_hash", embedding.modelHash());
        record.put("space", embedding.space());
        record.put("truncated", embedding.truncated());
        record.put("coverage", embedding.coverage());
        record.put("source", sourceRecord(SOURCE, embedding.source()));
        record.put("received_at", embedding.receivedAt().toEpochMilli());
        record.put("traceparent", embedding.traceparent());
        record.put("span", spanRecord(SPAN, embedding.span()));
        record.put("sequence", littleEndian(embedding.sequence()));
        return record;
    }

    @Override
    Embedding fromAvro(GenericRecord record) {
        int dimension = (int) record.get("dimension");
        ByteBuffer vector = bytes(record, "vector");
        if (vector.remaining() != dimension * (long) Float.BYTES) {
            throw new IllegalArgumentException("vector has " + vector.remaining() + " bytes, expected "
                    + dimension * (long) Float.BYTES + " for dimension " + dimension);
        }
        Object trace = record.get("traceparent");
        return new Embedding(
                text(record, "id"),
                text(record, "entity"),
                text(record, "modality"),
                instant(record, "at"),
                FloatVector.littleEndian(vector),
                text(record, "model"),
                text(record, "model_hash"),
                text(record, "space"),
                (boolean) record.get("truncated"),
                (float) record.get("coverage"),
                source((GenericRecord) record.get("source")),
                instant(record, "received_at"),
                trace == null ? null : trace.toString(),
                span(record),
                sequence(bytes(record, "sequence"), dimension));
    }

    private static ByteBuffer littleEndian(List<FloatVector> sequence) {
        int size = sequence.stream().mapToInt(FloatVector::length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES);
        sequence.forEach(position -> bytes.put(position.toLittleEndian()));
        return bytes.flip();
    }

    private static List<FloatVector> sequence(ByteBuffer bytes, int dimension) {
        int size = dimension * Float.BYTES;
        if (bytes.hasRemaining() && (size == 0 || bytes.remaining() % size != 0)) {
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

    static GenericRecord sourceRecord(Schema schema, SourceOffset source) {
        GenericRecord record = record(schema);
        record.put("topic", source.topic());
        record.put("partition", source.partition());
        record.put("offset", source.offset());
        return record;
    }

    static SourceOffset source(GenericRecord record) {
        return new SourceOffset(text(record, "topic"), (int) record.get("partition"), (long) record.get("offset"));
    }
}
