package io.tributary.schemas.wire;

import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Turns one kind of value into framed Avro bytes and back. Fields are written and read one by one, in the order of the
 * schema; what another schema wrote, such as an earlier release's, is translated by Avro first. Safe for use by several
 * threads.
 *
 * @param <T> an immutable value
 */
public abstract class AvroCodec<T> {
    private final Schema schema;
    private final long fingerprint;
    private final WireFormat wire;

    /** By the schema that wrote; empty for one that writes the same bytes as ours. */
    private final Map<Schema, Optional<GenericDatumReader<Object>>> translators = new ConcurrentHashMap<>();

    AvroCodec(Schema schema, WireFormat wire) {
        this.schema = schema;
        this.fingerprint = Schemas.fingerprint(schema);
        this.wire = wire;
    }

    /** The value as a record of {@code topic}. */
    public final byte[] encode(String topic, T value) {
        try {
            return encoded(wire.header(topic, schema, fingerprint), encoder -> write(value, encoder));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    private interface Fields {
        void write(Encoder out) throws IOException;
    }

    private static byte[] encoded(byte[] header, Fields fields) throws IOException {
        var out = new ByteArrayOutputStream(512);
        out.writeBytes(header);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        fields.write(encoder);
        encoder.flush();
        return out.toByteArray();
    }

    /**
     * @throws RefusedException if these bytes are not such a value; the bytes are at fault
     * @throws UncheckedIOException if a registry does not answer; the bytes are not at fault
     */
    public final T decode(byte[] value) throws RefusedException {
        WireFormat.Written written = wire.read(value);
        try {
            BinaryDecoder decoder = decoder(value, written.bodyOffset());
            Optional<GenericDatumReader<Object>> translator = translator(written.schema());
            return read(translator.isPresent() ? translated(decoder, translator.get()) : decoder);
        } catch (IOException | AvroRuntimeException | UnsupportedOperationException e) {
            // Avro throws AvroTypeException for a schema that has no resolution, and any of these for damaged bytes.
            boolean otherSchema = !written.schema().getFullName().equals(schema.getFullName());
            throw new RefusedException(
                    otherSchema ? Refusal.Cause.WRONG_SCHEMA : Refusal.Cause.UNREADABLE,
                    "value",
                    "Avro written as " + written.schema().getFullName() + " cannot be read as " + schema.getFullName()
                            + ": " + e.getMessage());
        } catch (IllegalArgumentException | java.time.DateTimeException | ArithmeticException e) {
            throw new RefusedException(Refusal.Cause.INVALID_FIELD, schema.getName(), String.valueOf(e.getMessage()));
        }
    }

    private Optional<GenericDatumReader<Object>> translator(Schema written) {
        // Mostly it is the same object, which says more quickly that there is nothing to translate.
        if (written == schema) {
            return Optional.empty();
        }
        return translators.computeIfAbsent(
                written,
                other -> Schemas.fingerprint(other) == fingerprint
                        ? Optional.empty()
                        : Optional.of(new GenericDatumReader<>(other, schema)));
    }

    private BinaryDecoder translated(BinaryDecoder other, GenericDatumReader<Object> translator) throws IOException {
        Object record = translator.read(null, other);
        return decoder(encoded(new byte[0], out -> new GenericDatumWriter<>(schema).write(record, out)), 0);
    }

    private static BinaryDecoder decoder(byte[] bytes, int offset) {
        return DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
    }

    /** Writes every field in the order of the schema. */
    abstract void write(T value, Encoder out) throws IOException;

    /**
     * Reads every field in the order of the schema.
     *
     * @throws IllegalArgumentException naming the field that is wrong
     */
    abstract T read(Decoder in) throws IOException;
}
