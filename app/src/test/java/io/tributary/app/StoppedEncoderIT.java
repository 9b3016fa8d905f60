package io.tributary.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tributary.encoders.EncoderStage;
import io.tributary.encoders.model.OnnxRuntime;
import io.tributary.fusion.FusionStage;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Stage;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import io.tributary.testing.Observations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One encoder ends and comes back while the others go on, on a real broker; windows of 10 s, one of each modality in each. */
@ExtendWith(KafkaExtension.class)
final class StoppedEncoderIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Instant START = Instant.parse("2024-05-01T00:00:00Z");
    private static final WireFormat WIRE = WireFormat.singleObject();
    private static final List<String> CHANNELS = List.of("temperature", "pressure", "vibration", "current");
    private static final int MACHINES = 6;

    private final KafkaFixture kafka;
    private final Topics topics;
    private final Connection connection;
    private final CommittedRecords committed;
    private final Observations observations = Observations.seeded(4);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Stage> running = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    StoppedEncoderIT(KafkaFixture kafka) {
        this.kafka = kafka;
        this.topics = kafka.newTopics();
        this.connection = kafka.connection(topics);
        this.committed = new CommittedRecords(kafka, topics);
    }

    @BeforeEach
    void startRuntime() {
        OnnxRuntime.initialise();
        Metrics.addRegistry(registry);
    }

    /** @param missing what stands for the camera where it is missing */
    private Pipeline machines(String missing) throws IOException {
        Path file = folder.resolve("machines.yaml");
        Files.writeString(
                file,
                """
                name: machines
                modalities:
                  telemetry: { kind: sensor, encoder: %1$s/models/encoders/sensor-telemetry }
                  camera: { kind: image, encoder: %1$s/models/encoders/image-thermal }
                  message: { kind: text, encoder: %1$s/models/encoders/text }
                alignment:
                  window: PT10S
                  grace: PT1S
                  idle-after: PT2S
                  max-wait: PT10M
                  complete: [telemetry, camera, message]
                  missing: { camera: %2$s }
                tasks:
                  anomaly: { head: %1$s/models/heads/plant-anomaly }
                """
                        .formatted(Path.of(System.getProperty("tributary.root")).toAbsolutePath(), missing));
        Pipeline pipeline = PipelineFile.read(file);
        kafka.create(topics, pipeline);
        return pipeline;
    }

    @AfterEach
    void closeStages() {
        Metrics.removeRegistry(registry);
        running.forEach(Stage::close);
        assertThat(running).allSatisfy(stage -> assertThat(stage.failure()).isEmpty());
    }

    @Test
    void windowsCloseWithoutTheStoppedModalityAndWhatItBringsAfterwardsIsCountedOnceInAWindowOrAsLate()
            throws RefusedException, IOException {
        // Given
        Pipeline pipeline = machines("mask");
        EncoderStage camera = encoder(pipeline, "camera");
        var fusion = new FusionStage(connection, pipeline);
        start(camera, encoder(pipeline, "telemetry"), encoder(pipeline, "message"), fusion);
        send(0, 3);
        kafka.awaitRecords(topics.decisions(), 3 * MACHINES);

        // When
        camera.close();
        send(3, 8);
        // Of the last window nothing says that its end is passed; it waits.
        kafka.awaitRecords(topics.decisions(), 7 * MACHINES);
        assertThat(fusion.openWindows()).isGreaterThanOrEqualTo(MACHINES);
        start(encoder(pipeline, "camera"));
        kafka.awaitRecords(topics.decisions(), 8 * MACHINES);
        send(8, 10);
        kafka.awaitRecords(topics.decisions(), 10 * MACHINES);

        // Then
        List<Decision> decisions = committed.decisions();
        assertThat(decisions).hasSize(10 * MACHINES).extracting(Decision::id).doesNotHaveDuplicates();
        assertThat(decisions.stream().filter(decision -> isBetween(decision, 3, 7)))
                .hasSize(4 * MACHINES)
                .allMatch(decision -> decision.closedBy() == CloseReason.GRACE)
                .allMatch(decision -> decision.evidence().contains(Evidence.absent("camera")));
        assertThat(decisions.stream().filter(decision -> isBetween(decision, 7, 8)))
                .as("what was open when the encoder came back")
                .allMatch(decision -> decision.closedBy() == CloseReason.COMPLETE);
        assertEachIsCountedOnce(decisions, fusion);
        assertThat(fusion.incomplete()).isZero();
        assertThat(kafka.readCommitted(topics.deadLetters())).isEmpty();
    }

    @Test
    void whereTheStoppedModalityIsRequiredWindowsWithoutItAreCountedAndNotDecided()
            throws RefusedException, IOException {
        // Given
        Pipeline pipeline = machines("required");
        EncoderStage camera = encoder(pipeline, "camera");
        var fusion = new FusionStage(connection, pipeline);
        start(camera, encoder(pipeline, "telemetry"), encoder(pipeline, "message"), fusion);
        send(0, 3);
        awaitClosed(fusion, 3);

        // When
        camera.close();
        send(3, 8);
        awaitClosed(fusion, 7);
        start(encoder(pipeline, "camera"));
        awaitClosed(fusion, 8);
        send(8, 10);
        awaitClosed(fusion, 10);
        Awaitility.await("decisions committed").atMost(PATIENCE).until(() -> fusion.openWindows() == 0);

        // Then
        List<Decision> decisions = committed.decisions();
        assertThat(decisions).extracting(Decision::id).doesNotHaveDuplicates();
        assertThat(decisions).allSatisfy(decision -> assertThat(decision.evidence())
                .filteredOn(evidence -> evidence.modality().equals("camera"))
                .singleElement()
                .matches(Evidence::present));
        assertThat(decisions.stream().filter(decision -> isBetween(decision, 3, 7)))
                .isEmpty();
        assertThat(decisions.stream().filter(decision -> isBetween(decision, 7, 8)))
                .as("what was open when the encoder came back")
                .hasSize(MACHINES)
                .allMatch(decision -> decision.closedBy() == CloseReason.COMPLETE);
        assertThat(fusion.incomplete()).isEqualTo(10L * MACHINES - decisions.size());
        assertThat(registry.get("tributary.fusion.incomplete").counter().count())
                .isEqualTo(fusion.incomplete());
        assertEachIsDecidedLateOrOfAWindowThatIsNotDecided(decisions, fusion);
        assertThat(kafka.readCommitted(topics.deadLetters())).isEmpty();
    }

    /** So many windows of every machine, with their decisions or without. */
    private static void awaitClosed(FusionStage fusion, int windows) {
        Awaitility.await("windows closed").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        fusion.decisions() + fusion.incomplete())
                .isGreaterThanOrEqualTo((long) windows * MACHINES));
    }

    private void assertEachIsDecidedLateOrOfAWindowThatIsNotDecided(List<Decision> decisions, FusionStage fusion)
            throws RefusedException {
        Set<String> decided = new HashSet<>();
        decisions.forEach(decision -> decided.add(decision.entity() + decision.windowStart()));
        List<Embedding> late = committed.late();
        List<String> all = new ArrayList<>(counted(decisions));
        all.addAll(ids(late));
        for (Embedding embedding : committed.embeddings()) {
            boolean isOfDecided = decided.contains(embedding.entity() + begin(windowOf(embedding)));
            if (!isOfDecided && !late.contains(embedding)) {
                assertThat(embedding.modality()).isNotEqualTo("camera");
                all.add(embedding.id());
            }
        }
        assertThat(all)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(ids(committed.embeddings()))
                .hasSize(10 * MACHINES * 3);
        assertThat(late).hasSize((int) fusion.late());
    }

    private static int windowOf(Embedding embedding) {
        return (int) Duration.between(START, embedding.at()).dividedBy(Duration.ofSeconds(10));
    }

    private static List<String> counted(List<Decision> decisions) {
        return decisions.stream()
                .flatMap(decision -> decision.evidence().stream())
                .flatMap(evidence -> evidence.observations().stream())
                .toList();
    }

    /** In the window that it belongs to, or as late where that was decided without it. */
    private void assertEachIsCountedOnce(List<Decision> decisions, FusionStage fusion) throws RefusedException {
        List<ConsumerRecord<byte[], byte[]>> late = kafka.readCommitted(topics.late());
        List<String> all = new ArrayList<>(counted(decisions));
        all.addAll(ids(committed.late()));
        assertThat(all)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(ids(committed.embeddings()))
                .hasSize(10 * MACHINES * 3);
        assertThat(late)
                .hasSizeGreaterThanOrEqualTo(4 * MACHINES)
                .allMatch(one -> header(one, "tributary-late-reason").equals("GRACE"))
                .allMatch(one -> header(one, "tributary-late-windows").equals("1/1"))
                .allMatch(one -> Long.parseLong(header(one, "tributary-lateness-ms")) > 0);
        assertThat(fusion.late()).isEqualTo(late.size());
        Set<Instant> decidedWithout = new HashSet<>();
        decisions.stream()
                .filter(decision -> decision.evidence().stream().anyMatch(evidence -> !evidence.present()))
                .forEach(decision -> decidedWithout.add(decision.windowStart()));
        assertThat(decidedWithout).contains(begin(3), begin(4), begin(5), begin(6));
    }

    private EncoderStage encoder(Pipeline pipeline, String name) {
        Modality modality = pipeline.modality(name).orElseThrow();
        return new EncoderStage(connection, modality);
    }

    private void start(Stage... stages) {
        for (Stage stage : stages) {
            running.add(stage);
            stage.start();
        }
        Awaitility.await().atMost(PATIENCE).until(() -> List.of(stages).stream().allMatch(Stage::isReady));
    }

    private static Instant begin(int window) {
        return START.plusSeconds(10L * window);
    }

    private static boolean isBetween(Decision decision, int from, int to) {
        return !decision.windowStart().isBefore(begin(from))
                && decision.windowStart().isBefore(begin(to));
    }

    /** One of each modality in each window of each machine. */
    private void send(int fromWindow, int toWindow) {
        List<Observation> all = new ArrayList<>();
        for (int window = fromWindow; window < toWindow; window++) {
            for (int machine = 0; machine < MACHINES; machine++) {
                String entity = "machine-" + machine;
                Instant at = begin(window).plusSeconds(3);
                all.add(observations.series(entity, "telemetry", at, CHANNELS, 1, 4));
                all.add(observations.text(entity, "message", at.plusSeconds(1)));
                all.add(observations.image(entity, "camera", at.plusSeconds(2)));
            }
        }
        var codec = new ObservationCodec(WIRE);
        kafka.sendAll(all.stream()
                .map(observation -> new ProducerRecord<>(
                        topics.raw(observation.modality()),
                        observation.entity().getBytes(StandardCharsets.UTF_8),
                        codec.encode(topics.raw(observation.modality()), observation)))
                .toList());
    }

    private static List<String> ids(List<Embedding> embeddings) {
        return embeddings.stream().map(Embedding::id).toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name)).value(), StandardCharsets.UTF_8);
    }
}
