package io.tributary.schemas.wire;

import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Turns one kind of value into framed Avro bytes and back. Safe for use by several threads.
 *
 * @param <T> an immutable value
 */
public abstract class AvroCodec<T> {
    private final Schema schema;
    private final long fingerprint;
    private final WireFormat wire;
    private final GenericDatumWriter<GenericRecord> writer;
    private final Map<Schema, GenericDatumReader<GenericRecord>> readers = new ConcurrentHashMap<>();

    AvroCodec(Schema schema, WireFormat wire) {
        this.schema = schema;
        this.fingerprint = Schemas.fingerprint(schema);
        this.wire = wire;
        this.writer = new GenericDatumWriter<>(schema);
    }

    /** The value as a record of {@code topic}. */
    public final byte[] encode(String topic, T value) {
        var out = new ByteArrayOutputStream(512);
        out.writeBytes(wire.header(topic, schema, fingerprint));
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            writer.write(toAvro(value), encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    /**
     * @throws RefusedException if these bytes are not such a value; the bytes are at fault
     * @throws UncheckedIOException if a registry does not answer; the bytes are not at fault
     */
    public final T decode(byte[] value) throws RefusedException {
        WireFormat.Written written = wire.read(value);
        GenericRecord record = read(value, written);
        try {
            return fromAvro(record);
        } catch (IllegalArgumentException | java.time.DateTimeException | ArithmeticException e) {
            throw new RefusedException(Refusal.Cause.INVALID_FIELD, schema.getName(), String.valueOf(e.getMessage()));
        }
    }

    private GenericRecord read(byte[] value, WireFormat.Written written) throws RefusedException {
        BinaryDecoder decoder = DecoderFactory.get()
                .binaryDecoder(value, written.bodyOffset(), value.length - written.bodyOffset(), null);
        try {
            return readers.computeIfAbsent(written.schema(), w -> new GenericDatumReader<>(w, schema))
                    .read(null, decoder);
        } catch (IOException | AvroRuntimeException | UnsupportedOperationException e) {
            // Avro throws AvroTypeException for a schema that has no resolution, and any of these for damaged bytes.
            boolean otherSchema = !written.schema().getFullName().equals(schema.getFullName());
            throw new RefusedException(
                    otherSchema ? Refusal.Cause.WRONG_SCHEMA : Refusal.Cause.UNREADABLE,
                    "value",
                    "Avro written as " + written.schema().getFullName() + " cannot be read as " + schema.getFullName()
                            + ": " + e.getMessage());
        }
    }

    abstract GenericRecord toAvro(T value);

    /** @throws IllegalArgumentException naming the field that is wrong */
    abstract T fromAvro(GenericRecord record);

    static GenericRecord record(Schema schema) {
        return new GenericData.Record(schema);
    }

    static String text(GenericRecord record, String field) {
        return record.get(field).toString();
    }

    static Instant instant(GenericRecord record, String field) {
        return Instant.ofEpochMilli((long) record.get(field));
    }

    static @Nullable GenericRecord spanRecord(Schema schema, @Nullable Span span) {
        if (span == null) {
            return null;
        }
        GenericRecord record = record(schema);
        record.put("from", span.from().toEpochMilli());
        record.put("to", span.to().toEpochMilli());
        return record;
    }

    static @Nullable Span span(GenericRecord record) {
        return record.get("span") instanceof GenericRecord span
                ? new Span(instant(span, "from"), instant(span, "to"))
                : null;
    }

    static ByteBuffer bytes(GenericRecord record, String field) {
        return (ByteBuffer) record.get(field);
    }
}
