package io.tributary.encoders.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.TestBundles;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Bound;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Gaps;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames of 4 s every 2 s, with 8 points. */
final class FramingTopologyTest {
    private static final Instant START = Instant.parse("2026-01-15T12:00:00Z");
    private static final Framing FRAMING = new Framing(
            Duration.ofSeconds(4),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Gaps.INTERPOLATE,
            Duration.ofSeconds(4),
            0.2f,
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            40);
    private static final Modality MODALITY = TestBundles.framed("vibration", TestBundles.fragile(), FRAMING);
    private static final ObservationCodec CODEC = new ObservationCodec(WireFormat.singleObject());

    @TempDir
    private Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> readings;
    private TestOutputTopic<byte[], byte[]> frames;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        var sensor = new Preprocessing.Sensor(List.of("a", "b"), 8);
        var topology = new FramingTopology(MODALITY, sensor, Topics.DEFAULT, WireFormat.singleObject()).build();
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "framing-test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(topology, settings, START);
        readings = driver.createInputTopic("tributary.vibration", new ByteArraySerializer(), new ByteArraySerializer());
        frames = output("tributary.vibration.frames");
        deadLetters = output("tributary.dead-letters");
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void readingsBecomeFramesUnderTheirEntitysKey() throws RefusedException {
        send("pump-1", 0, 1, 2, 3, 4, 5);

        List<TestRecord<byte[], byte[]>> sent = frames.readRecordsToList();
        assertThat(sent).hasSize(2);
        Observation frame = CODEC.decode(sent.get(1).value());
        assertThat(new String(sent.get(1).key(), StandardCharsets.UTF_8)).isEqualTo("pump-1");
        assertThat(new String(sent.get(1).headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                .isEqualTo(frame.id());
        assertThat(frame.id())
                .isEqualTo("pump-1/vibration/frame/" + START.plusSeconds(4).toEpochMilli());
        assertThat(frame.at()).isEqualTo(START.plusSeconds(3));
        assertThat(((Payload.Reading) frame.payload()).rows()).isEqualTo(8);
    }

    @Test
    void samplesOutOfOrderAcrossReadingsAreOrderedInTheStore() throws RefusedException {
        send("pump-1", 1, 0, 2, 3);

        Payload.Reading frame =
                (Payload.Reading) CODEC.decode(frames.readRecord().value()).payload();
        assertThat(frame.value(7, 0)).isEqualTo(1f);
        assertThat(frame.value(5, 0)).isEqualTo(0.5f);
    }

    @Test
    void entitiesWhoseNamesBeginAlikeDoNotMix() throws RefusedException {
        send("pump-1", 0, 1);
        send("pump-11", 0, 0.5, 1, 1.5);
        send("pump-1", 3);

        assertThat(frames.readRecordsToList()).hasSize(1);
    }

    @Test
    void afterSilencePendingFramesAreSentByTheWallClock() {
        send("pump-1", 0, 1);
        driver.advanceWallClockTime(Duration.ofSeconds(3));
        send("pump-2", 0, 1);
        driver.advanceWallClockTime(Duration.ofSeconds(3));

        assertThat(frames.readRecordsToList()).hasSize(1).allSatisfy(record -> assertThat(
                        new String(record.key(), StandardCharsets.UTF_8))
                .isEqualTo("pump-1"));
        driver.advanceWallClockTime(Duration.ofSeconds(3));
        assertThat(frames.readRecordsToList()).hasSize(1);
        driver.advanceWallClockTime(Duration.ofSeconds(30));
        assertThat(frames.readRecordsToList()).isEmpty();
    }

    @Test
    void aBoundSendsTheFramesThatEndBeforeItAndSaysWhatItMeansForThoseToCome() throws RefusedException {
        send("pump-1", 0, 1, 2, 3);
        send("pump-2", 0, 1);
        assertThat(frames.readRecordsToList()).hasSize(1);

        bound("pump-1", 5);

        List<TestRecord<byte[], byte[]>> sent = frames.readRecordsToList();
        assertThat(sent).hasSize(2);
        assertThat(CODEC.decode(sent.get(0).value()).at()).isEqualTo(START.plusSeconds(3));
        assertThat(read(sent.get(1))).isEqualTo(new Bound("vibration", Optional.of("pump-1"), START.plusSeconds(4)));
    }

    @Test
    void aBoundWithoutAnEntitySpeaksOfAllOfItsPartition() throws RefusedException {
        send("pump-1", 0, 1);
        send("pump-2", 0, 1);

        bound(null, 2);

        List<TestRecord<byte[], byte[]>> sent = frames.readRecordsToList();
        assertThat(sent).hasSize(3);
        assertThat(read(sent.get(2))).isEqualTo(new Bound("vibration", Optional.empty(), START.plusSeconds(2)));
    }

    @Test
    void framesThatABoundOfAPartitionSendsAreInTheOrderOfTheirEntitiesWhoeverWasHeardLast() throws RefusedException {
        send("pump-2", 0, 1);
        send("pump-3", 0, 1);
        send("pump-1", 0, 1);

        bound(null, 2);

        List<String> entities = new ArrayList<>();
        for (TestRecord<byte[], byte[]> frame : frames.readRecordsToList().subList(0, 3)) {
            entities.add(CODEC.decode(frame.value()).entity());
        }
        assertThat(entities).containsExactly("pump-1", "pump-2", "pump-3");
    }

    private void bound(@Nullable String entity, double seconds) {
        var headers = new RecordHeaders();
        headers.add(Bound.AT, bytes(START.plusMillis(Math.round(seconds * 1000)).toString()));
        readings.pipeInput(new TestRecord<>(entity == null ? null : bytes(entity), null, headers, START));
    }

    private static Bound read(TestRecord<byte[], byte[]> record) throws RefusedException {
        return Bound.read(record.key(), record.value(), record.headers(), "vibration");
    }

    @Test
    void whatCannotBeFramedIsADeadLetterWithItsCauseAndTheRestGoesOn() {
        readings.pipeInput(bytes("pump-1"), bytes("no Avro"), START);
        readings.pipeInput(bytes("pump-1"), null, START);
        readings.pipeInput(null, avro("pump-1", 0), START);
        readings.pipeInput(bytes("pump-1"), avro("pump-1", 3600), START);
        send("pump-1", 0, 1, 3);

        List<DeadLetter> letters = new ArrayList<>();
        deadLetters
                .readRecordsToList()
                .forEach(record -> letters.add(DeadLetter.read(record.headers(), record.key(), record.value())));
        assertThat(letters.stream().map(letter -> letter.refusal().cause()))
                .containsExactly(
                        Refusal.Cause.UNREADABLE,
                        Refusal.Cause.UNREADABLE,
                        Refusal.Cause.INVALID_FIELD,
                        Refusal.Cause.TIME_IN_FUTURE);
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.stage()).isEqualTo("framing-vibration");
            assertThat(letter.source().topic()).isEqualTo("tributary.vibration");
        });
        assertThat(letters.get(3).value()).isEqualTo(avro("pump-1", 3600));
        assertThat(frames.readRecordsToList()).hasSize(1);
    }

    @Test
    void samplesThatNoFrameNeedsAnyMoreAreForgotten() {
        for (int second = 0; second < 100; second++) {
            send("pump-1", second);
        }

        assertThat(count(FramingTopology.SAMPLES)).isBetween(1L, 8L);
    }

    @Test
    void aReadingThatIsTooLateIsADeadLetterWithItsLateness() {
        send("pump-1", 0, 1, 3, 5, 7, 9);
        byte[] late = avro("pump-1", 1.5);
        readings.pipeInput(bytes("pump-1"), late, START.plusSeconds(30));

        TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
        DeadLetter read = DeadLetter.read(letter.headers(), letter.key(), letter.value());
        assertThat(read.refusal().cause()).isEqualTo(Refusal.Cause.TOO_LATE);
        assertThat(read.value()).isEqualTo(late);
        assertThat(new String(
                        letter.headers().lastHeader(FrameProcessor.LATENESS).value(), StandardCharsets.UTF_8))
                .isEqualTo("7500");
        assertThat(deadLetters.isEmpty()).isTrue();
    }

    @Test
    void anEntityThatIsSilentForLongIsForgotten() {
        send("pump-1", 0, 1);
        send("pump-2", 0, 1);
        driver.advanceWallClockTime(Duration.ofMinutes(9));
        send("pump-2", 20);
        driver.advanceWallClockTime(Duration.ofMinutes(2));

        assertThat(count(FramingTopology.PROGRESS)).isEqualTo(1);
        driver.advanceWallClockTime(Duration.ofMinutes(10));
        assertThat(count(FramingTopology.PROGRESS)).isZero();
        assertThat(count(FramingTopology.SAMPLES)).isZero();
        // The last sample alone is too little of a frame.
        assertThat(frames.readRecordsToList()).hasSize(2);
    }

    @Test
    void whenMoreIsKeptThanAllowedTheLongestSilentIsSentAndForgotten() {
        for (int pump = 0; pump < 30; pump++) {
            send("pump-" + pump, 0, 1);
        }

        assertThat(count(FramingTopology.SAMPLES)).isEqualTo(40);
        assertThat(frames.readRecordsToList().stream().map(record -> new String(record.key(), StandardCharsets.UTF_8)))
                .containsExactly(
                        "pump-0", "pump-1", "pump-2", "pump-3", "pump-4", "pump-5", "pump-6", "pump-7", "pump-8",
                        "pump-9");
        send("pump-25", 1.5, 3);
        assertThat(frames.readRecordsToList()).hasSize(2);
    }

    @Test
    void whatTheChangelogsSayIsAllThatARestartNeeds() throws RefusedException {
        send("pump-1", 0, 1, 2.5, 4);
        assertThat(frames.readRecordsToList()).hasSize(1);
        List<TestRecord<byte[], byte[]>> samples =
                output("framing-test-samples-changelog").readRecordsToList();
        List<TestRecord<byte[], byte[]>> progress =
                output("framing-test-progress-changelog").readRecordsToList();
        driver.close();

        start();
        KeyValueStore<Bytes, byte[]> kept = driver.getKeyValueStore(FramingTopology.SAMPLES);
        samples.forEach(change -> kept.put(Bytes.wrap(change.key()), change.value()));
        KeyValueStore<String, byte[]> far = driver.getKeyValueStore(FramingTopology.PROGRESS);
        progress.forEach(change -> far.put(new String(change.key(), StandardCharsets.UTF_8), change.value()));
        send("pump-1", 5);

        Observation frame = CODEC.decode(frames.readRecord().value());
        assertThat(frame.id())
                .isEqualTo("pump-1/vibration/frame/" + START.plusSeconds(4).toEpochMilli());
        assertThat(((Payload.Reading) frame.payload()).value(2, 0)).isEqualTo(1);
        assertThat(((Payload.Reading) frame.payload()).value(5, 0)).isEqualTo(2.5f);
        assertThat(frames.isEmpty()).isTrue();
    }

    private long count(String store) {
        long count = 0;
        try (var all = driver.getKeyValueStore(store).all()) {
            for (; all.hasNext(); all.next()) {
                count++;
            }
        }
        return count;
    }

    private void send(String entity, double... seconds) {
        for (double second : seconds) {
            readings.pipeInput(bytes(entity), avro(entity, second), START.plusSeconds(30));
        }
    }

    /** A sample whose values are its time. */
    private static byte[] avro(String entity, double second) {
        var reading = new Payload.Reading(List.of("b", "a"), 0, FloatVector.of(-1, (float) second), List.of(), 1);
        return CODEC.encode(
                "any",
                new Observation(
                        entity + second, entity, "vibration", START.plusMillis((long) (second * 1000)), reading));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
