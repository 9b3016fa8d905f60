package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.image.TestImages;
import io.tributary.schemas.Bound;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Connection;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
final class EncoderStageIT {
    private static final WireFormat WIRE = WireFormat.singleObject();
    private static final ObservationCodec OBSERVATIONS = new ObservationCodec(WIRE);

    private final KafkaFixture kafka;
    private final Topics topics;

    EncoderStageIT(KafkaFixture kafka) {
        this.kafka = kafka;
        this.topics = kafka.newTopics();
    }

    @BeforeEach
    void createTopics() {
        kafka.createTopics(List.of(
                topics.raw("text"),
                topics.raw("image"),
                topics.raw("sensor"),
                topics.embeddings(),
                topics.deadLetters()));
    }

    @Test
    void everyKindOfPoisonIsADeadLetterWithItsCauseAndEverythingElseFlows() throws RefusedException {
        // Given
        byte[] jpeg = TestImages.jpeg(TestImages.squares(64, 64));
        send("text", "good-1", new Payload.Text("a good text"));
        kafka.send(topics.raw("text"), "e", "no Avro".getBytes(StandardCharsets.UTF_8));
        kafka.send(topics.raw("text"), "e", decision());
        kafka.send(topics.raw("text"), "e", null);
        send("text", "empty", new Payload.Text(""));
        send("text", "early", Instant.now().plus(Duration.ofDays(3650)), new Payload.Text("from the future"));
        send("text", "reading", Payload.Reading.series(List.of("a"), 1, FloatVector.of(1)));
        kafka.send(topics.raw("text"), "another", avro("keyed", TestObservations.NOON, "text", new Payload.Text("x")));
        send("text", "good-2", new Payload.Text("another good text"));
        send("image", "good-3", new Payload.Image(Bytes.owning(jpeg)));
        send("image", "cut", new Payload.Image(Bytes.owning(Arrays.copyOf(jpeg, jpeg.length / 2))));
        send("image", "good-4", new Payload.Image(Bytes.owning(jpeg)));
        send("sensor", "missing", Payload.Reading.series(List.of("a", "b"), 1, FloatVector.of(Float.NaN, Float.NaN)));
        send("sensor", "breaks", Payload.Reading.series(List.of("a", "b"), 1, FloatVector.of(99, 1)));
        send("sensor", "good-5", Payload.Reading.series(List.of("a", "b"), 1, FloatVector.of(3, 4)));

        // When
        try (var text = stage("text", Kind.TEXT, TestBundles.bundled("text"));
                var image = stage("image", Kind.IMAGE, TestBundles.bundled("image-photo"));
                var sensor = stage("sensor", Kind.SENSOR, TestBundles.fragile())) {
            List<EncoderStage> stages = List.of(text, image, sensor);
            stages.forEach(EncoderStage::start);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> stages.stream()
                    .allMatch(EncoderStage::isReady));

            // Then
            var embeddings = kafka.awaitRecords(topics.embeddings(), 5);
            var letters = kafka.awaitRecords(topics.deadLetters(), 10);
            assertThat(embeddings.stream().map(EncoderStageIT::embedding).map(Embedding::id))
                    .containsExactlyInAnyOrder("good-1", "good-2", "good-3", "good-4", "good-5");
            assertThat(causes(letters))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            Refusal.Cause.UNREADABLE, 2,
                            Refusal.Cause.WRONG_SCHEMA, 1,
                            Refusal.Cause.EMPTY_TEXT, 1,
                            Refusal.Cause.TIME_IN_FUTURE, 1,
                            Refusal.Cause.WRONG_MODALITY, 1,
                            Refusal.Cause.INVALID_FIELD, 1,
                            Refusal.Cause.UNDECODABLE_IMAGE, 1,
                            Refusal.Cause.NO_FINITE_SAMPLES, 1,
                            Refusal.Cause.MODEL_REFUSED, 1));
            assertThat(stages).allSatisfy(stage -> assertThat(stage.failure()).isEmpty());
        }
    }

    @Test
    void anEmbeddingSaysWhereItComesFromAndWhichModelMadeIt() {
        send("sensor", "reading-1", Payload.Reading.series(List.of("b", "a"), 1, FloatVector.of(4, 3)));

        try (var stage = stage("sensor", Kind.SENSOR, TestBundles.fragile())) {
            stage.start();
            ConsumerRecord<byte[], byte[]> record =
                    kafka.awaitRecords(topics.embeddings(), 1).get(0);

            Embedding embedding = embedding(record);
            ConsumerRecord<byte[], byte[]> raw =
                    kafka.readCommitted(topics.raw("sensor")).get(0);
            assertThat(embedding.model()).isEqualTo("fragile@3");
            assertThat(embedding.space()).isEqualTo("fragile-1");
            assertThat(embedding.modelHash()).hasSize(64);
            assertThat(embedding.at()).isEqualTo(TestObservations.NOON);
            assertThat(embedding.receivedAt()).isEqualTo(Instant.ofEpochMilli(raw.timestamp()));
            assertThat(embedding.source().topic()).isEqualTo(raw.topic());
            assertThat(embedding.source().offset()).isEqualTo(raw.offset());
            assertThat(new String(record.key(), StandardCharsets.UTF_8)).isEqualTo("e");
            assertThat(new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                    .isEqualTo("reading-1");
        }
    }

    @Test
    void aBoundComesOutBehindTheEmbeddingsThatItSpeaksOf() throws RefusedException {
        send("sensor", "reading-1", Payload.Reading.series(List.of("b", "a"), 1, FloatVector.of(4, 3)));
        kafka.send(topics.raw("sensor"), "e", null, Map.of(Bound.AT, "2026-01-15T12:00:10Z"));
        send("sensor", "reading-2", Payload.Reading.series(List.of("b", "a"), 1, FloatVector.of(4, 3)));
        kafka.send(topics.raw("sensor"), "e", null, Map.of(Bound.AT, "ten past"));
        kafka.send(topics.raw("sensor"), "e", null, Map.of(Bound.AT, "2999-01-01T00:00:00Z"));

        try (var stage = stage("sensor", Kind.SENSOR, TestBundles.fragile())) {
            stage.start();
            List<ConsumerRecord<byte[], byte[]>> records = kafka.awaitRecords(topics.embeddings(), 3);

            assertThat(embedding(records.get(0)).id()).isEqualTo("reading-1");
            assertThat(Bound.read(
                            records.get(1).key(),
                            records.get(1).value(),
                            records.get(1).headers(),
                            null))
                    .isEqualTo(new Bound("sensor", Optional.of("e"), Instant.parse("2026-01-15T12:00:10Z")));
            assertThat(embedding(records.get(2)).id()).isEqualTo("reading-2");
            assertThat(causes(kafka.awaitRecords(topics.deadLetters(), 2)))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of(Refusal.Cause.INVALID_FIELD, 1, Refusal.Cause.TIME_IN_FUTURE, 1));
        }
    }

    @Test
    void aRestartGoesOnWhereTheLastRunEndedWithAndWithoutTransactions() {
        for (boolean exactlyOnce : List.of(true, false)) {
            var connection = new Connection(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()),
                    topics,
                    WIRE,
                    Path.of("unused"),
                    "0",
                    exactlyOnce);
            for (int run = 0; run < 2; run++) {
                int before = kafka.readCommitted(topics.embeddings()).size();
                send(
                        "sensor",
                        "run-" + exactlyOnce + run,
                        Payload.Reading.series(List.of("a", "b"), 1, FloatVector.of(3, 4)));
                try (var stage = new EncoderStage(
                        connection, TestBundles.modality("sensor", Kind.SENSOR, TestBundles.fragile()))) {
                    stage.start();
                    kafka.awaitRecords(topics.embeddings(), before + 1);
                }
            }
        }
        assertThat(kafka.readCommitted(topics.embeddings()).stream()
                        .map(EncoderStageIT::embedding)
                        .map(Embedding::id))
                .containsExactly("run-true0", "run-true1", "run-false0", "run-false1");
    }

    @Test
    void aSecondProcessInTheSameSlotStopsTheFirstWithWords() {
        try (var first = stage("sensor", Kind.SENSOR, TestBundles.fragile());
                var second = stage("sensor", Kind.SENSOR, TestBundles.fragile())) {
            first.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(first::isReady);
            second.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> first.failure()
                    .isPresent());

            assertThat(first.failure().orElseThrow())
                    .isInstanceOf(StageFencedException.class)
                    .hasMessageContaining("instance");
            assertThat(first.isReady()).isFalse();
        }
    }

    @Test
    void aSecondInstanceTakesPartOfTheWorkAndNothingIsEmbeddedTwice() {
        var other = new Connection(
                Map.of("bootstrap.servers", kafka.bootstrapServers()), topics, WIRE, Path.of("unused"), "1", true);
        try (var first = stage("sensor", Kind.SENSOR, TestBundles.fragile());
                var second =
                        new EncoderStage(other, TestBundles.modality("sensor", Kind.SENSOR, TestBundles.fragile()))) {
            first.start();
            for (int i = 0; i < 600; i++) {
                if (i == 200) {
                    second.start();
                }
                sendOf("machine-" + i % 20, i);
            }
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(second::isReady);
            for (int i = 600; i < 700; i++) {
                sendOf("machine-" + i % 20, i);
            }

            var embeddings = kafka.awaitRecords(topics.embeddings(), 700);
            assertThat(embeddings).hasSize(700);
            assertThat(embeddings.stream().map(EncoderStageIT::embedding).map(Embedding::id))
                    .doesNotHaveDuplicates();
            assertThat(first.failure()).isEmpty();
            assertThat(second.failure()).isEmpty();
        }
    }

    private void sendOf(String machine, int number) {
        var reading = Payload.Reading.series(List.of("a", "b"), 1, FloatVector.of(number % 16, number));
        kafka.send(
                topics.raw("sensor"),
                machine,
                OBSERVATIONS.encode(
                        "any",
                        new Observation("reading-" + number, machine, "sensor", TestObservations.NOON, reading)));
    }

    @Test
    void aBundleThatFailsItsSelfTestStopsTheStageWithWords() {
        try (var stage = stage("text", Kind.TEXT, TestBundles.fragile())) {
            stage.start();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> stage.failure()
                    .isPresent());

            assertThat(stage.failure().orElseThrow()).hasMessageContaining("encodes sensor, expected text");
            assertThat(stage.isReady()).isFalse();
        }
    }

    private EncoderStage stage(String name, Kind kind, Path bundle) {
        return new EncoderStage(kafka.connection(topics), TestBundles.modality(name, kind, bundle));
    }

    private void send(String modality, String id, Payload payload) {
        send(modality, id, TestObservations.NOON, payload);
    }

    private void send(String modality, String id, Instant at, Payload payload) {
        kafka.send(topics.raw(modality), "e", avro(id, at, modality, payload));
    }

    private static byte[] avro(String id, Instant at, String modality, Payload payload) {
        return OBSERVATIONS.encode("any", new Observation(id, "e", modality, at, payload));
    }

    private static byte[] decision() {
        var decision = new Decision(
                "0",
                0,
                true,
                "e",
                "task",
                TestObservations.NOON,
                TestObservations.NOON,
                CloseReason.COMPLETE,
                TestObservations.NOON,
                "yes",
                1,
                false,
                List.of("yes"),
                FloatVector.of(1),
                List.of(),
                "head@1",
                "00",
                List.of());
        return new DecisionCodec(WIRE).encode("any", decision);
    }

    private static Embedding embedding(ConsumerRecord<byte[], byte[]> record) {
        try {
            return new EmbeddingCodec(WIRE).decode(record.value());
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<Refusal.Cause, Integer> causes(List<ConsumerRecord<byte[], byte[]>> letters) {
        Map<Refusal.Cause, Integer> causes = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : letters) {
            DeadLetter read = DeadLetter.read(letter.headers(), letter.key(), letter.value());
            assertThat(read.stage()).startsWith("encoder-");
            causes.merge(read.refusal().cause(), 1, Integer::sum);
        }
        return causes;
    }
}
