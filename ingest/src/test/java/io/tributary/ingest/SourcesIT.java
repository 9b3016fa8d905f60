package io.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Bound;
import io.tributary.schemas.Connection;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Topics;
import io.tributary.schemas.recording.Recording;
import io.tributary.schemas.recording.RecordingWriter;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.ObservationJson;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
class SourcesIT {
    private static final ObservationCodec CODEC = new ObservationCodec(WireFormat.singleObject());

    private KafkaFixture kafka;
    private Topics topics;
    private Connection connection;

    @TempDir
    private Path folder;

    @BeforeEach
    void createTopics(KafkaFixture fixture) {
        kafka = fixture;
        topics = kafka.newTopics();
        kafka.create(topics, TestPipeline.PIPELINE);
        connection = kafka.connection(topics);
    }

    @Test
    void whatIsSentIsOnItsRawTopicKeyedByItsEntity() {
        List<Observation> sent = List.of(
                TestPipeline.text("m1", 1, "it hums"),
                TestPipeline.image("m1", 2, TestPipeline.picture("jpg", 20, 10)),
                TestPipeline.reading("m1", 3, 1f, 2f));
        try (var sender = new ObservationSender(connection, TestPipeline.PIPELINE)) {
            sent.forEach(observation -> assertThat(sender.send(observation)).isEmpty());
            sender.flush();
            assertThat(sender.sent()).isEqualTo(3);
        }
        for (Observation observation : sent) {
            List<ConsumerRecord<byte[], byte[]>> records = kafka.readCommitted(topics.raw(observation.modality()));
            assertThat(records).hasSize(1);
            assertThat(new String(records.get(0).key(), StandardCharsets.UTF_8)).isEqualTo("m1");
            assertThat(decode(records.get(0))).isEqualTo(observation);
            assertThat(text(records.get(0), "ce_id")).isEqualTo(observation.id());
        }
    }

    @Test
    void aLineMayBeABound() throws IOException {
        String lines =
                """
                {"modality":"message","entity":"m1","bound":"2026-01-01T00:00:10Z"}
                {"modality":"message","entity":"m1","bound":"2026-01-01T00:00:10Z","text":"no"}
                """;
        JsonLinesSource.Summary summary;
        try (var sender = new ObservationSender(connection, TestPipeline.PIPELINE)) {
            summary = new JsonLinesSource("stdin", new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))
                    .sendAll(sender, (line, refusal) -> {});
        }
        assertThat(summary).isEqualTo(new JsonLinesSource.Summary(2, 1, 1));
        assertThat(kafka.readCommitted(topics.raw("message")))
                .singleElement()
                .satisfies(record -> assertThat(text(record, Bound.AT)).isEqualTo("2026-01-01T00:00:10Z"));
    }

    @Test
    void aRefusedObservationOfARecordingIsADeadLetterWithItsCause() {
        Observation empty = TestPipeline.text("m1", 1, "");
        try (var sender = new ObservationSender(connection, TestPipeline.PIPELINE)) {
            assertThat(sender.sendOrDeadLetter(empty))
                    .hasValueSatisfying(why -> assertThat(why.cause()).isEqualTo(Refusal.Cause.EMPTY_TEXT));
            sender.flush();
            assertThat(sender.refused()).isEqualTo(1);
            assertThat(sender.sent()).isZero();
        }
        DeadLetter letter = onlyDeadLetter();
        assertThat(letter.stage()).isEqualTo("ingest");
        assertThat(letter.refusal().cause()).isEqualTo(Refusal.Cause.EMPTY_TEXT);
        assertThat(letter.source()).isEqualTo(new SourceOffset(topics.raw("message"), -1, -1));
        assertThat(read(letter.value())).isEqualTo(empty);
        assertThat(kafka.readCommitted(topics.raw("message"))).isEmpty();
    }

    @Test
    void anObservationThatKafkaDoesNotTakeFailsTheNextCall() {
        Topics missing = kafka.newTopics();
        try (var sender =
                new ObservationSender(kafka.connection(missing), TestPipeline.PIPELINE, Map.of("max.block.ms", 500))) {
            sender.send(TestPipeline.text("m1", 1, "it hums"));
            assertThat(sender.failure()).isPresent();
            assertThatThrownBy(() -> sender.send(TestPipeline.text("m1", 2, "it hums")))
                    .isInstanceOf(DeliveryFailedException.class)
                    .hasMessageContaining(missing.raw("message"));
            assertThatThrownBy(sender::flush).isInstanceOf(DeliveryFailedException.class);
        }
    }

    @Test
    void badLinesAreToldAndDeadLetteredAndTheOthersFlow() throws IOException {
        String lines = ObservationJson.write(TestPipeline.text("m1", 1, "first")) + "\n"
                + "this is no JSON\n\n"
                + ObservationJson.write(TestPipeline.text("m1", 2, "")) + "\n"
                + "{\"id\":\"x\",\"entity\":\"m1\",\"modality\":\"message\",\"at\":\"yesterday\",\"text\":\"x\"}\r\n"
                + ObservationJson.write(TestPipeline.text("m1", 3, "last, without an end"));
        List<String> told = new ArrayList<>();
        JsonLinesSource.Summary summary;
        try (var sender = new ObservationSender(connection, TestPipeline.PIPELINE)) {
            summary = new JsonLinesSource("stdin", new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))
                    .sendAll(sender, (line, refusal) -> told.add(line + " " + refusal.cause() + " " + refusal.field()));
        }
        assertThat(summary).isEqualTo(new JsonLinesSource.Summary(5, 2, 3));
        assertThat(told).containsExactly("2 UNREADABLE value", "4 EMPTY_TEXT text", "5 INVALID_FIELD at");
        assertThat(kafka.readCommitted(topics.raw("message"))).hasSize(2);
        List<DeadLetter> letters = kafka.readCommitted(topics.deadLetters()).stream()
                .map(record -> DeadLetter.read(record.headers(), record.key(), record.value()))
                .toList();
        assertThat(letters)
                .extracting(DeadLetter::source)
                .containsExactlyInAnyOrder(
                        new SourceOffset("stdin", -1, 2),
                        new SourceOffset("stdin", -1, 5),
                        new SourceOffset(topics.raw("message"), -1, -1));
    }

    @Test
    void aReplayKeepsTheOrderOfArrivalOfEachEntity() throws Exception {
        List<Observation> recorded = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            // Every tenth comes 20 s late.
            int second = i % 10 == 9 ? Math.max(0, i - 20) : i;
            recorded.add(new Observation(
                    "m" + i % 7 + "/message/" + i,
                    "m" + i % 7,
                    "message",
                    TestPipeline.START.plusSeconds(second),
                    new Payload.Text("number " + i)));
        }
        List<Long> progress = new ArrayList<>();
        RecordingReplay.Summary summary =
                replay(recorded, RecordingReplay.AS_FAST_AS_POSSIBLE, Optional.empty(), progress);
        assertThat(summary).isEqualTo(new RecordingReplay.Summary(300, 0, true));
        assertThat(progress).hasSize(300).endsWith(300L);
        List<Observation> arrived = kafka.readCommitted(topics.raw("message")).stream()
                .sorted(Comparator.comparingInt(ConsumerRecord<byte[], byte[]>::partition)
                        .thenComparingLong(ConsumerRecord::offset))
                .map(SourcesIT::decode)
                .toList();
        for (int entity = 0; entity < 7; entity++) {
            String name = "m" + entity;
            assertThat(arrived.stream().filter(o -> o.entity().equals(name)))
                    .containsExactlyElementsOf(recorded.stream()
                            .filter(o -> o.entity().equals(name))
                            .toList());
        }
    }

    @Test
    void aReplayEndsAtItsLimitAndSetsAsideWhatComesFromTheFuture() throws Exception {
        List<Observation> recorded = new ArrayList<>();
        recorded.add(new Observation(
                "future", "m1", "message", Instant.now().plus(Duration.ofDays(900)), new Payload.Text("from later")));
        for (int i = 0; i < 40; i++) {
            recorded.add(TestPipeline.text("m1", 0, "at the start"));
        }
        for (int i = 0; i < 40; i++) {
            recorded.add(TestPipeline.text("m1", 3600, "an hour later"));
        }
        RecordingReplay.Summary summary = replay(recorded, 100, Optional.of(Duration.ofSeconds(5)), new ArrayList<>());
        assertThat(summary.complete()).isFalse();
        assertThat(summary.refused()).isEqualTo(1);
        assertThat(summary.sent()).isEqualTo(40);
        assertThat(onlyDeadLetter().refusal().cause()).isEqualTo(Refusal.Cause.TIME_IN_FUTURE);
    }

    private RecordingReplay.Summary replay(
            List<Observation> observations, double speed, Optional<Duration> limit, List<Long> progress)
            throws Exception {
        try (var writer = new RecordingWriter(folder, "test", "", Map.of("message", Kind.TEXT), Map.of())) {
            for (Observation observation : observations) {
                writer.write(observation);
            }
        }
        try (var recording = Recording.open(folder);
                var sender = new ObservationSender(connection, TestPipeline.PIPELINE)) {
            return new RecordingReplay(recording, speed, limit).replay(sender, progress::add);
        }
    }

    private DeadLetter onlyDeadLetter() {
        List<ConsumerRecord<byte[], byte[]>> records = kafka.readCommitted(topics.deadLetters());
        assertThat(records).hasSize(1);
        return DeadLetter.read(
                records.get(0).headers(), records.get(0).key(), records.get(0).value());
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), StandardCharsets.UTF_8);
    }

    private static Observation decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return CODEC.decode(record.headers(), record.value());
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }

    private static Observation read(byte[] json) {
        try {
            return ObservationJson.read(json);
        } catch (RefusedException e) {
            throw new AssertionError(e);
        }
    }
}
