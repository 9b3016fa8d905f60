package io.tributary.schemas.wire;

import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * How Avro bytes say which schema wrote them. Readers accept both framings whatever the writer's choice is.
 *
 * <ul>
 *   <li>Single-object encoding (Avro specification): {@code C3 01}, 8 bytes little-endian fingerprint, Avro.
 *   <li>Confluent's wire format: {@code 00}, 4 bytes big-endian id of the registry, Avro.
 * </ul>
 */
public final class WireFormat {
    private static final int SINGLE_OBJECT_HEADER = 10;
    private static final int CONFLUENT_HEADER = 5;

    private final Optional<SchemaRegistry> registry;

    private WireFormat(Optional<SchemaRegistry> registry) {
        this.registry = registry;
    }

    /** Writes single-object encoding; no registry is needed. */
    public static WireFormat singleObject() {
        return new WireFormat(Optional.empty());
    }

    /**
     * Writes Confluent's wire format, registering schemas under {@code <topic>-value}.
     *
     * @param url base of a Confluent-compatible API, such as Apicurio's {@code http://host:8080/apis/ccompat/v7}
     */
    public static WireFormat confluent(URI url) {
        return new WireFormat(Optional.of(new SchemaRegistry(url)));
    }

    /** The header that goes before the Avro bytes of a record of {@code topic}. */
    byte[] header(String topic, Schema schema, long fingerprint) {
        if (registry.isPresent()) {
            return ByteBuffer.allocate(CONFLUENT_HEADER)
                    .put((byte) 0)
                    .putInt(registry.get().idOf(topic + "-value", schema))
                    .array();
        }
        return ByteBuffer.allocate(SINGLE_OBJECT_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(fingerprint)
                .array();
    }

    /** Whether a value is in Avro's single-object encoding, so that anyone can read it without a registry. */
    public static boolean isSingleObject(byte[] value) {
        return value.length >= SINGLE_OBJECT_HEADER && value[0] == (byte) 0xC3 && value[1] == 0x01;
    }

    /** The schema that wrote a value and where its Avro bytes begin. */
    Written read(byte[] value) throws RefusedException {
        if (isSingleObject(value)) {
            long fingerprint =
                    ByteBuffer.wrap(value, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
            Schema schema = Schemas.withFingerprint(fingerprint)
                    .orElseThrow(() -> new RefusedException(
                            Refusal.Cause.WRONG_SCHEMA,
                            "value",
                            "written with the unknown Avro schema of fingerprint " + Long.toHexString(fingerprint)
                                    + ", expected one of Tributary's own; set registry.url if a registry has it"));
            return new Written(schema, SINGLE_OBJECT_HEADER);
        }
        if (value.length >= CONFLUENT_HEADER && value[0] == 0) {
            int id = ByteBuffer.wrap(value, 1, 4).getInt();
            SchemaRegistry known = registry.orElseThrow(() -> new RefusedException(
                    Refusal.Cause.WRONG_SCHEMA,
                    "value",
                    "refers to schema " + id + " of a registry, but registry.url is not set"));
            Schema schema = known.schema(id)
                    .orElseThrow(() -> new RefusedException(
                            Refusal.Cause.WRONG_SCHEMA,
                            "value",
                            "refers to schema " + id + ", which the registry at " + known.url()
                                    + " does not have as an Avro schema"));
            return new Written(schema, CONFLUENT_HEADER);
        }
        throw new RefusedException(
                Refusal.Cause.UNREADABLE,
                "value",
                value.length + " bytes that begin with neither C3 01 (Avro single-object) nor 00 (registry id); "
                        + "send Avro, or JSON with the header content-type: application/json");
    }

    record Written(Schema schema, int bodyOffset) {}
}
