package io.tributary.app;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.EmbeddingCodec;
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
    private final Observations observations = Observations.seeded(4);
    private final List<Stage> running = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    StoppedEncoderIT(KafkaFixture kafka) {
        this.kafka = kafka;
        this.topics = kafka.newTopics();
        this.connection = kafka.connection(topics);
    }

    @BeforeEach
    void writePipeline() throws IOException {
        OnnxRuntime.initialise();
        Files.writeString(
                folder.resolve("machines.yaml"),
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
                tasks:
                  anomaly: { head: %1$s/models/heads/plant-anomaly }
                """
                        .formatted(Path.of(System.getProperty("tributary.root")).toAbsolutePath()));
    }

    @AfterEach
    void closeStages() {
        running.forEach(Stage::close);
        assertThat(running).allSatisfy(stage -> assertThat(stage.failure()).isEmpty());
    }

    @Test
    void windowsCloseWithoutTheStoppedModalityAndWhatItBringsAfterwardsIsCountedOnceInAWindowOrAsLate()
            throws RefusedException {
        // Given
        Pipeline pipeline = PipelineFile.read(folder.resolve("machines.yaml"));
        kafka.create(topics, pipeline);
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
        List<Decision> decisions = decisions();
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

    /** In the window that it belongs to, or as late where that was decided without it. */
    private void assertEachIsCountedOnce(List<Decision> decisions, FusionStage fusion) throws RefusedException {
        List<String> counted = decisions.stream()
                .flatMap(decision -> decision.evidence().stream())
                .flatMap(evidence -> evidence.observations().stream())
                .toList();
        List<ConsumerRecord<byte[], byte[]>> late = kafka.readCommitted(topics.late());
        List<String> all = new ArrayList<>(counted);
        all.addAll(ids(late));
        assertThat(all)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(ids(kafka.readCommitted(topics.embeddings())))
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

    private List<Decision> decisions() throws RefusedException {
        List<Decision> decisions = new ArrayList<>();
        for (var record : kafka.readCommitted(topics.decisions())) {
            decisions.add(new DecisionCodec(WIRE).decode(record.value()));
        }
        return decisions;
    }

    private static List<String> ids(List<ConsumerRecord<byte[], byte[]>> records) throws RefusedException {
        List<String> ids = new ArrayList<>();
        for (var record : records) {
            Embedding embedding = new EmbeddingCodec(WIRE).decode(record.value());
            ids.add(embedding.id());
        }
        return ids;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(
                Objects.requireNonNull(record.headers().lastHeader(name)).value(), StandardCharsets.UTF_8);
    }
}
