package io.tributary.schemas.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** The bundled Avro schemas: the current ones and every released one, so that old records stay readable. */
public final class Schemas {
    private static final String FOLDER = "/io/tributary/schemas/avro/";

    static {
        // Read once when Avro's decoder class loads; the defaults let one record of a stranger ask for 2 GiB.
        System.getProperties().putIfAbsent("org.apache.avro.limits.bytes.maxLength", "67108864");
        System.getProperties().putIfAbsent("org.apache.avro.limits.string.maxLength", "4194304");
        System.getProperties().putIfAbsent("org.apache.avro.limits.collectionItems.maxLength", "4194304");
    }

    public static final Schema OBSERVATION = load("observation.avsc");
    public static final Schema EMBEDDING = load("embedding.avsc");
    public static final Schema DECISION = load("decision.avsc");

    private static final Map<Long, Schema> BY_FINGERPRINT = new HashMap<>();

    static {
        for (Schema schema : List.of(OBSERVATION, EMBEDDING, DECISION)) {
            BY_FINGERPRINT.put(fingerprint(schema), schema);
        }
        for (String name : releasedNames()) {
            Schema schema = load("released/" + name);
            BY_FINGERPRINT.put(fingerprint(schema), schema);
        }
    }

    private Schemas() {}

    /** CRC-64-AVRO of the schema's parsing canonical form, as single-object encoding has it. */
    static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    static Optional<Schema> withFingerprint(long fingerprint) {
        return Optional.ofNullable(BY_FINGERPRINT.get(fingerprint));
    }

    /** Files under {@code released/}, such as {@code 0.1.0/observation.avsc}. */
    static List<String> releasedNames() {
        return Arrays.stream(text("released/index.txt").split("\n"))
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    static Schema load(String name) {
        return new Schema.Parser().parse(text(name));
    }

    private static String text(String name) {
        try (InputStream in = Schemas.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("The schemas jar has no " + FOLDER + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
