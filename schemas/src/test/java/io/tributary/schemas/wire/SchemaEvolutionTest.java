package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was released stays readable, and readers that are not upgraded yet can read what is written now. */
final class SchemaEvolutionTest {
    private static final Map<String, Schema> CURRENT = Map.of(
            "observation.avsc", Schemas.OBSERVATION,
            "embedding.avsc", Schemas.EMBEDDING,
            "decision.avsc", Schemas.DECISION);

    static List<String> releasedNames() {
        return Schemas.releasedNames();
    }

    @ParameterizedTest
    @MethodSource("releasedNames")
    void theCurrentSchemaReadsWhatAReleasedOneWrote(String released) {
        assertCompatible(current(released), Schemas.load("released/" + released));
    }

    @ParameterizedTest
    @MethodSource("releasedNames")
    void aReleasedSchemaReadsWhatTheCurrentOneWrites(String released) {
        assertCompatible(Schemas.load("released/" + released), current(released));
    }

    @ParameterizedTest
    @MethodSource("releasedNames")
    void aReleasedSchemaIsFoundByItsFingerprint(String released) {
        Schema schema = Schemas.load("released/" + released);
        assertThat(Schemas.withFingerprint(Schemas.fingerprint(schema))).contains(schema);
    }

    @Test
    void everySchemaWasReleased() {
        assertThat(releasedNames())
                .extracting(name -> name.substring(name.indexOf('/') + 1))
                .containsAll(CURRENT.keySet());
    }

    private static Schema current(String released) {
        return CURRENT.get(released.substring(released.indexOf('/') + 1));
    }

    private static void assertCompatible(Schema reader, Schema writer) {
        var compatibility = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
        assertThat(compatibility.getType())
                .as(compatibility.getDescription())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
}
