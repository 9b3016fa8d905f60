package io.tributary.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.head.Heads;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Connection;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology without a broker: windows of 10 s, grace 5 s, max-wait 30 s; complete with text, front-camera and sensor. */
final class FusionTopologyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final WireFormat WIRE = WireFormat.singleObject();

    @TempDir
    private Path folder;

    private final Topics topics = new Topics("test");
    private final FusionProgress progress = new FusionProgress();
    private Heads heads;
    private Topology topology;
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> embeddings;
    private TestOutputTopic<byte[], byte[]> decisions;
    private TestOutputTopic<byte[], byte[]> late;
    private TestOutputTopic<byte[], byte[]> deadLetters;

    @BeforeEach
    void start() {
        var pipeline = Pipelines.withMood(folder, Duration.ofSeconds(30), Pipelines.MODALITIES);
        var connection = Connection.to("none:9092", folder.resolve("state"));
        connection = new Connection(connection.kafka(), topics, WIRE, connection.stateDirectory(), "0", true);
        heads = Heads.load(pipeline);
        topology = new FusionTopology(connection, pipeline, heads, progress).build();
        Properties settings = new FusionSettings(connection).properties();
        driver = new TopologyTestDriver(topology, settings, NOW);
        embeddings = driver.createInputTopic(topics.embeddings(), new ByteArraySerializer(), new ByteArraySerializer());
        decisions = output(topics.decisions());
        late = output(topics.late());
        deadLetters = output(topics.deadLetters());
    }

    @AfterEach
    void close() {
        driver.close();
        heads.close();
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void send(Embedding embedding) {
        send(embedding.entity(), new EmbeddingCodec(WIRE).encode(topics.embeddings(), embedding));
    }

    private void send(String key, byte[] value) {
        Headers headers = new RecordHeaders();
        headers.add("mine", "kept".getBytes(StandardCharsets.UTF_8));
        embeddings.pipeInput(
                new TestRecord<>(key == null ? null : key.getBytes(StandardCharsets.UTF_8), value, headers, NOW));
    }

    private void sendComplete(String entity, double seconds) {
        Pipelines.MODALITIES.forEach(
                modality -> send(Embeddings.of(modality + seconds, entity, modality, seconds, 0f, 1f)));
    }

    /** What is complete waits for the next tick. */
    private void tick() {
        driver.advanceWallClockTime(AlignProcessor.TICK);
    }

    private List<Decision> decided() {
        tick();
        return decisions.readValuesToList().stream()
                .map(value -> {
                    try {
                        return new DecisionCodec(WIRE).decode(value);
                    } catch (RefusedException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private DeadLetter onlyDeadLetter() {
        List<TestRecord<byte[], byte[]>> records = deadLetters.readRecordsToList();
        assertThat(records).hasSize(1);
        assertThat(header(records.get(0), "mine")).isEqualTo("kept");
        return DeadLetter.read(
                records.get(0).headers(), records.get(0).key(), records.get(0).value());
    }

    @Test
    void embeddingsOfOneMomentBecomeOneDecision() {
        sendComplete("door", 3);
        tick();

        TestRecord<byte[], byte[]> record = decisions.readRecord();
        assertThat(decisions.isEmpty()).isTrue();
        assertThat(record.key()).isEqualTo("door".getBytes(StandardCharsets.UTF_8));
        assertThat(header(record, "ce_type")).isEqualTo("io.tributary.decision");
        assertThat(header(record, "ce_source")).isEqualTo("/tributary/fusion");
        assertThat(header(record, "ce_subject")).isEqualTo("door");
        assertThat(header(record, "ce_id"))
                .isEqualTo(Decision.idOf("door", Embeddings.at(0), Embeddings.at(10), "mood"));
        assertThat(header(record, "content-type")).isEqualTo("application/avro");
    }

    @Test
    void anIdleStreamClosesItsWindowsByMaxWait() {
        send(Embeddings.of("t", "door", "text", 3, 2f, 0f));
        driver.advanceWallClockTime(Duration.ofMillis(29_900));
        assertThat(decisions.isEmpty()).isTrue();

        driver.advanceWallClockTime(Duration.ofMillis(200));

        assertThat(decided()).singleElement().satisfies(decision -> {
            assertThat(decision.closedBy()).isEqualTo(CloseReason.TIMEOUT);
            assertThat(decision.label()).isEqualTo("no");
            assertThat(decision.triggeredAt()).isEqualTo(NOW.plusMillis(30_100));
            assertThat(decision.evidence()).extracting(Evidence::present).containsExactly(true, false, false);
        });
    }

    @Test
    void aLateEmbeddingGoesToTheLateTopicAsItCame() {
        sendComplete("door", 27);
        Embedding old = Embeddings.of("old", "door", "text", 8);

        send(old);

        TestRecord<byte[], byte[]> record = late.readRecord();
        assertThat(record.value()).isEqualTo(new EmbeddingCodec(WIRE).encode(topics.embeddings(), old));
        assertThat(record.key()).isEqualTo("door".getBytes(StandardCharsets.UTF_8));
        assertThat(header(record, "tributary-lateness-ms")).isEqualTo("19000");
        assertThat(header(record, "tributary-late-reason")).isEqualTo("GRACE");
        assertThat(header(record, "mine")).isEqualTo("kept");
        assertThat(progress.late.sum()).isEqualTo(1);
    }

    @Test
    void aStragglerOfADecidedMomentIsLateAndNotDecidedAgain() {
        sendComplete("door", 3);
        send(Embeddings.of("again", "door", "text", 4));
        driver.advanceWallClockTime(Duration.ofMinutes(1));

        assertThat(decided()).hasSize(1);
        assertThat(header(late.readRecord(), "tributary-late-reason")).isEqualTo("COMPLETE");
    }

    @Test
    void anUnreadableRecordIsADeadLetterAndHarmsNothingElse() {
        byte[] garbage = {1, 2, 3};
        send("door", garbage);
        sendComplete("door", 3);

        DeadLetter letter = onlyDeadLetter();
        assertThat(letter.stage()).isEqualTo("fusion");
        assertThat(letter.refusal().cause()).isEqualTo(Refusal.Cause.UNREADABLE);
        assertThat(letter.source()).isEqualTo(new SourceOffset(topics.embeddings(), 0, 0));
        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(decided()).hasSize(1);
    }

    @Test
    void aRecordWithoutValueIsADeadLetter() {
        send("door", null);

        assertThat(onlyDeadLetter().refusal().cause()).isEqualTo(Refusal.Cause.UNREADABLE);
    }

    @Test
    void anEmbeddingOfAModalityThatThePipelineDoesNotHaveIsADeadLetter() {
        send(Embeddings.of("1", "door", "smell", 3));

        assertThat(onlyDeadLetter().refusal().cause()).isEqualTo(Refusal.Cause.WRONG_MODALITY);
    }

    @Test
    void anEmbeddingUnderAnotherKeyThanItsEntityIsADeadLetter() {
        send("window", new EmbeddingCodec(WIRE).encode("", Embeddings.of("1", "door", "text", 3)));
        assertThat(onlyDeadLetter().refusal().field()).isEqualTo("key");

        send(null, new EmbeddingCodec(WIRE).encode("", Embeddings.of("1", "door", "text", 3)));
        assertThat(onlyDeadLetter().refusal().field()).isEqualTo("key");
    }

    @Test
    void aTimeThatNoWindowCanHaveIsADeadLetter() {
        send(Embeddings.of("1", "door", "text", 1e14));

        assertThat(onlyDeadLetter().refusal().field()).isEqualTo("at");
    }

    @Test
    void anEmbeddingOfAnotherSpaceIsADeadLetterAndTheOthersAreDecidedWithoutIt() {
        send(Embeddings.inSpace("text-2", "1", "door", "text", 3, 9f, 0f));
        send(Embeddings.of("2", "door", "front-camera", 3, 0f, 1f));
        send(Embeddings.of("3", "door", "sensor", 3, 0f, 1f));

        assertThat(onlyDeadLetter().refusal().cause()).isEqualTo(Refusal.Cause.WRONG_SPACE);
        assertThat(decided()).singleElement().satisfies(decision -> {
            assertThat(decision.label()).isEqualTo("yes");
            assertThat(decision.evidence()).extracting(Evidence::present).containsExactly(false, true, true);
        });
    }

    @Test
    void anEmbeddingOfAnotherSpaceTakesNoPlaceFromOneThatTheHeadKnows() {
        send(Embeddings.by("text@1", 1, Embeddings.of("1", "door", "text", 3, 0f, 9f)));
        send(Embeddings.by("text@2", 2, Embeddings.inSpace("text-2", "2", "door", "text", 4, 9f, 0f)));
        send(Embeddings.of("3", "door", "front-camera", 3, 0f, 0f));
        send(Embeddings.of("4", "door", "sensor", 3, 0f, 0f));

        DeadLetter letter = onlyDeadLetter();
        assertThat(letter.refusal().detail())
                .contains("space text-2", "was trained on space text-1", "mood-head@1", "train a head on this space");
        assertThat(decided()).singleElement().satisfies(decision -> {
            assertThat(decision.label()).isEqualTo("yes");
            assertThat(decision.evidence().get(0).model()).isEqualTo("text@1");
            assertThat(decision.evidence().get(0).observations()).containsExactly("1");
        });
    }

    @Test
    void ofVeryManyWindowsThatCloseAtOnceSomeAreDecidedAtATimeAndTheOthersAreNotForgotten() {
        // Given
        int windows = 3000;
        for (int entity = 0; entity < windows; entity++) {
            send(Embeddings.of("1", "door-" + entity, "text", 3, 0f, 1f));
        }
        // When
        driver.advanceWallClockTime(Duration.ofSeconds(31));
        List<Decision> first = decided();
        List<Decision> rest = new ArrayList<>();
        for (List<Decision> next = decided(); !next.isEmpty(); next = decided()) {
            rest.addAll(next);
        }
        // Then
        assertThat(first).hasSizeBetween(1, windows - 1);
        assertThat(Stream.concat(first.stream(), rest.stream()).map(Decision::entity))
                .hasSize(windows)
                .doesNotHaveDuplicates();
    }

    @Test
    void openWindowsCloseWhenTheStageIsToldTo() {
        send(Embeddings.of("1", "door", "text", 3));
        assertThat(progress.openWindows()).isEqualTo(1);
        progress.requestClosing();

        driver.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(progress.openWindows()).isEqualTo(1);

        assertThat(decided()).extracting(Decision::closedBy).containsExactly(CloseReason.SHUTDOWN);
        tick();
        assertThat(progress.openWindows()).isZero();
    }

    private int stored() {
        int[] entries = {0};
        StreamsMomentStore store = (StreamsMomentStore) driver.getStateStore(StreamsMomentStore.NAME);
        store.scan(new byte[] {0}, new byte[] {Byte.MAX_VALUE}, (key, value) -> entries[0]++);
        return entries[0];
    }

    @Test
    void theStoreHoldsWhatAWindowHasOnceItIsCommitted() {
        send(Embeddings.of("1", "door", "text", 3));
        send(Embeddings.of("2", "door", "sensor", 3));

        // And how far event time is.
        assertThat(stored()).isEqualTo(3);
    }

    @Test
    void theStoreHoldsNoEmbeddingOfAClosedWindow() {
        for (int window = 0; window < 20; window++) {
            sendComplete("door", window * 10);
        }

        assertThat(decided()).hasSize(20);
        // How far event time is, and two windows that something late could still belong to.
        assertThat(stored()).isEqualTo(3);
    }

    /** Names are part of the state's format: a change here is a migration. */
    @Test
    void theTopologyIsTheOneThatExistingStateWasWrittenBy() {
        assertThat(topology.describe().toString().strip())
                .isEqualTo(
                        """
                        Topologies:
                           Sub-topology: 0
                            Source: embeddings (topics: [test.embeddings])
                              --> align
                            Processor: align (stores: [moments])
                              --> dead-letters, decide, late
                              <-- embeddings
                            Processor: decide (stores: [])
                              --> decisions
                              <-- align
                            Sink: dead-letters (topic: test.dead-letters)
                              <-- align
                            Sink: decisions (topic: test.decisions)
                              <-- decide
                            Sink: late (topic: test.late)
                              <-- align
                        """
                                .strip());
    }
}
