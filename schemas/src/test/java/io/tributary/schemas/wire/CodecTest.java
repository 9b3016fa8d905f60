package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CodecTest {
    private RegistryInMemory registry;

    @BeforeEach
    void startRegistry() throws IOException {
        registry = RegistryInMemory.start();
    }

    @AfterEach
    void stopRegistry() {
        registry.close();
    }

    @Test
    void everyValueIsReadAsItWasWrittenInBothWireFormats() throws Exception {
        for (WireFormat wire : new WireFormat[] {WireFormat.singleObject(), confluent()}) {
            var observations = new ObservationCodec(wire);
            for (Observation observation : Values.observations()) {
                assertThat(observations.decode(observations.encode("t", observation)))
                        .isEqualTo(observation);
            }
            var embeddings = new EmbeddingCodec(wire);
            assertThat(embeddings.decode(embeddings.encode("t", Values.embedding())))
                    .isEqualTo(Values.embedding());
            var decisions = new DecisionCodec(wire);
            assertThat(decisions.decode(decisions.encode("t", Values.decision())))
                    .isEqualTo(Values.decision());
        }
    }

    @Test
    void whatIsWrittenIsTheBytesThatAvroWritesOfTheSameRecord() throws Exception {
        WireFormat wire = WireFormat.singleObject();
        for (Observation observation : Values.observations()) {
            assertAvroWritesTheSame(new ObservationCodec(wire).encode("t", observation), Schemas.OBSERVATION);
        }
        assertAvroWritesTheSame(new EmbeddingCodec(wire).encode("t", Values.embedding()), Schemas.EMBEDDING);
        assertAvroWritesTheSame(new DecisionCodec(wire).encode("t", Values.decision()), Schemas.DECISION);
    }

    @Test
    void aFieldHasTheNameThatTheSchemaGivesIt() throws Exception {
        GenericRecord embedding = AvroAlone.read(
                new EmbeddingCodec(WireFormat.singleObject()).encode("t", Values.embedding()), Schemas.EMBEDDING);
        assertThat(embedding.get("id")).hasToString("m1/camera/1");
        assertThat(embedding.get("entity")).hasToString("m1");
        assertThat(embedding.get("modality")).hasToString("camera");
        assertThat(embedding.get("model")).hasToString("image-thermal@1");
        assertThat(embedding.get("space")).hasToString("image-thermal-1");
        GenericRecord decision = AvroAlone.read(
                new DecisionCodec(WireFormat.singleObject()).encode("t", Values.decision()), Schemas.DECISION);
        assertThat(decision.get("entity")).hasToString("m1");
        assertThat(decision.get("task")).hasToString("anomaly");
        assertThat(decision.get("closed_by"))
                .hasToString(Values.decision().closedBy().name());
        assertThat(decision.get("label")).hasToString(Values.decision().label());
        assertThat(decision.get("head")).hasToString(Values.decision().head());
    }

    @Test
    void aReaderAcceptsBothWireFormatsWhateverItWrites() throws Exception {
        byte[] confluent = new EmbeddingCodec(confluent()).encode("t", Values.embedding());
        byte[] singleObject = new EmbeddingCodec(WireFormat.singleObject()).encode("t", Values.embedding());
        assertThat(confluent[0]).isZero();
        assertThat(singleObject).startsWith(0xC3, 0x01);

        var reader = new EmbeddingCodec(confluent());
        assertThat(reader.decode(confluent)).isEqualTo(Values.embedding());
        assertThat(reader.decode(singleObject)).isEqualTo(Values.embedding());
    }

    @Test
    void theRegistryIsAskedOnceASubjectAndOnceAnId() throws Exception {
        var writer = new EmbeddingCodec(confluent());
        var reader = new EmbeddingCodec(confluent());
        for (int i = 0; i < 3; i++) {
            reader.decode(writer.encode("t", Values.embedding()));
        }
        assertThat(registry.requests()).containsExactly("POST /subjects/t-value/versions", "GET /schemas/ids/1");
    }

    @Test
    void anIdThatTheRegistryDoesNotHaveIsRefused() {
        assertRefused(
                Refusal.Cause.WRONG_SCHEMA,
                framed(4711),
                "schema 4711",
                registry.url().toString());
    }

    @Test
    void anIdThatCannotBeIsRefusedWithoutAsking() {
        assertRefused(Refusal.Cause.WRONG_SCHEMA, framed(-3), "schema -3");
        assertThat(registry.requests()).isEmpty();
    }

    @Test
    void anIdOfASchemaThatIsNotAvroIsRefused() {
        int protobuf = registry.add("{\"schemaType\":\"PROTOBUF\",\"schema\":\"message A {}\"}");
        int damaged = registry.add("{\"schema\":\"{]\"}");
        assertRefused(Refusal.Cause.WRONG_SCHEMA, framed(protobuf), "as an Avro schema");
        assertRefused(Refusal.Cause.WRONG_SCHEMA, framed(damaged), "as an Avro schema");
    }

    @Test
    void anIdWithoutARegistryIsRefusedNamingTheSetting() {
        assertThatThrownBy(() -> new EmbeddingCodec(WireFormat.singleObject()).decode(framed(1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("registry.url is not set");
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNotTheRecordsFault() throws Exception {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        var codec = new EmbeddingCodec(WireFormat.confluent(URI.create("http://127.0.0.1:" + closed)));
        assertThatThrownBy(() -> codec.decode(framed(1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("registry.url");
    }

    @Test
    void anUnknownSchemaIsRefusedByItsFingerprint() {
        byte[] value = new EmbeddingCodec(WireFormat.singleObject()).encode("t", Values.embedding());
        value[5] ^= 1;
        assertRefused(Refusal.Cause.WRONG_SCHEMA, value, "fingerprint");
    }

    @Test
    void anotherKindOfValueIsRefused() {
        byte[] decision = new DecisionCodec(WireFormat.singleObject()).encode("t", Values.decision());
        assertRefused(
                Refusal.Cause.WRONG_SCHEMA, decision, "io.tributary.avro.Decision", "io.tributary.avro.Embedding");
    }

    @Test
    void bytesThatBeginWithNeitherFramingAreRefusedWithWhatToSend() {
        assertRefused(
                Refusal.Cause.UNREADABLE, "hello".getBytes(StandardCharsets.UTF_8), "5 bytes", "application/json");
        assertRefused(Refusal.Cause.UNREADABLE, new byte[0], "0 bytes");
    }

    @Test
    void aVectorOfAnotherLengthThanItsDimensionIsRefused() throws Exception {
        var codec = new EmbeddingCodec(WireFormat.singleObject());
        var record = AvroAlone.read(codec.encode("t", Values.embedding()), Schemas.EMBEDDING);
        record.put("dimension", 4);
        byte[] written = AvroAlone.write(record);
        assertThatThrownBy(() -> codec.decode(written))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("vector has 12 bytes, expected 16 for dimension 4");
    }

    @Test
    void anObservationIsReadAsJsonWhereItsHeaderSaysSo() throws Exception {
        var codec = new ObservationCodec(WireFormat.singleObject());
        Observation observation = Values.observations().get(0);
        byte[] json = ObservationJson.write(observation).toString().getBytes(StandardCharsets.UTF_8);
        var headers = new RecordHeaders();
        assertThatThrownBy(() -> codec.decode(headers, json)).isInstanceOf(RefusedException.class);
        headers.add(CloudEvents.CONTENT_TYPE, "application/json; charset=utf-8".getBytes(StandardCharsets.UTF_8));
        assertThat(codec.decode(headers, json)).isEqualTo(observation);
    }

    private static void assertAvroWritesTheSame(byte[] written, Schema schema) throws IOException {
        assertThat(AvroAlone.write(AvroAlone.read(written, schema))).isEqualTo(written);
    }

    private WireFormat confluent() {
        return WireFormat.confluent(registry.url());
    }

    private static byte[] framed(int id) {
        return ByteBuffer.allocate(9).put((byte) 0).putInt(id).array();
    }

    private void assertRefused(Refusal.Cause cause, byte[] value, String... words) {
        assertThatThrownBy(() -> new EmbeddingCodec(confluent()).decode(value))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal().cause()).isEqualTo(cause);
                    assertThat(refused.refusal().detail()).contains(Arrays.asList(words));
                });
    }
}
