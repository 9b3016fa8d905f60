package io.tributary.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.EncoderStage;
import io.tributary.encoders.model.OnnxRuntime;
import io.tributary.fusion.FusionStage;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Stage;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * From the command line to the decisions: while messages flow, their encoder's model is replaced by one of another space,
 * for which a second head is loaded.
 */
@ExtendWith(KafkaExtension.class)
final class ModelPushIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Instant START = Instant.parse("2024-05-01T00:00:00Z");
    private static final WireFormat WIRE = WireFormat.singleObject();
    private static final int ENTITIES = 6;

    private final KafkaFixture kafka;
    private final Topics topics;
    private int sent;

    @TempDir
    private Path folder = Path.of("");

    ModelPushIT(KafkaFixture kafka) {
        this.kafka = kafka;
        this.topics = kafka.newTopics();
    }

    @BeforeEach
    void writeModels() throws IOException {
        Path root = Path.of(System.getProperty("tributary.root"));
        copy(root.resolve("models/encoders/text"), folder.resolve("text-next"), "bundle.yaml");
        copy(root.resolve("models/heads/plant-sentiment"), folder.resolve("head-next"), "head.yaml");
        Files.writeString(
                folder.resolve("messages.yaml"),
                """
                name: messages
                modalities:
                  message: { kind: text, encoder: %1$s/models/encoders/text }
                alignment: { window: PT10S, complete: [message] }
                tasks:
                  sentiment: { head: [%1$s/models/heads/plant-sentiment, head-next] }
                """
                        .formatted(root.toAbsolutePath()));
    }

    /** Version 2 of a bundle of version 1, in the space text-2 instead of text-1. */
    private static void copy(Path bundle, Path target, String manifest) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(bundle)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
        }
        Path file = target.resolve(manifest);
        Files.writeString(
                file, Files.readString(file).replace("version: 1", "version: 2").replace("text-1", "text-2"));
    }

    @Test
    void decisionsGoOverFromTheOldModelAndHeadToTheNewOnesWithoutAGap() throws RefusedException {
        Pipeline pipeline = PipelineFile.read(folder.resolve("messages.yaml"));
        Connection connection = kafka.connection(topics);
        kafka.create(topics, pipeline);
        OnnxRuntime.initialise();
        List<Stage> stages = List.of(
                new EncoderStage(connection, pipeline.modality("message").orElseThrow()),
                new FusionStage(connection, pipeline));
        try {
            // Given
            stages.forEach(Stage::start);
            Awaitility.await().atMost(PATIENCE).until(() -> stages.stream().allMatch(Stage::isReady));
            send(100);
            kafka.awaitRecords(topics.decisions(), 100);

            // When
            var pushed = CompletableFuture.supplyAsync(
                    () -> models("push", "message", folder.resolve("text-next").toString()));
            sendUntil(pushed);
            send(100);
            kafka.awaitRecords(topics.decisions(), sent);

            // Then
            assertThat(pushed.join())
                    .contains(
                            "text@2 passed its self-test",
                            "plant-sentiment@2 takes this space",
                            "instance 0 runs text@2");
            List<Decision> decisions = new CommittedRecords(kafka, topics).decisions();
            assertThat(decisions)
                    .extracting(Decision::id)
                    .doesNotHaveDuplicates()
                    .hasSize(sent);
            assertThat(decisions).allSatisfy(decision -> assertThat(
                            decision.evidence().get(0).model())
                    .isEqualTo(decision.head().replace("plant-sentiment", "text")));
            assertThat(headsInOrder(decisions).values())
                    .allSatisfy(heads -> assertThat(heads).containsExactly("plant-sentiment@1", "plant-sentiment@2"));
            assertThat(kafka.readCommitted(topics.deadLetters())).isEmpty();
            assertThat(kafka.readCommitted(topics.late())).isEmpty();
            assertThat(models("status")).contains("message: text@2 in " + folder, "  instance 0 runs text@2");
        } finally {
            stages.forEach(Stage::close);
        }
        assertThat(stages).allSatisfy(stage -> assertThat(stage.failure()).isEmpty());
    }

    private String models(String... arguments) {
        List<String> all = new ArrayList<>(List.of("models"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--pipeline", folder.resolve("messages.yaml").toString()));
        all.addAll(List.of("--set", "kafka.bootstrap.servers=" + kafka.bootstrapServers()));
        all.addAll(List.of("--set", "topics.prefix=" + topics.prefix()));
        var output = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(output, true));
        assertThat(commandLine.execute(all.toArray(String[]::new))).isZero();
        return output.toString();
    }

    private void sendUntil(CompletableFuture<?> done) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            send(20);
            return done.isDone();
        });
    }

    /** Each in a window of its own, so that each is decided at once. */
    private void send(int count) {
        var codec = new ObservationCodec(WIRE);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = sent; i < sent + count; i++) {
            String entity = "machine-" + i % ENTITIES;
            var text = new Payload.Text("message number " + i + ": the pump is fine");
            var observation = new Observation("message-" + i, entity, "message", START.plusSeconds(10L * i), text);
            records.add(new ProducerRecord<>(
                    topics.raw("message"),
                    entity.getBytes(StandardCharsets.UTF_8),
                    codec.encode(topics.raw("message"), observation)));
        }
        kafka.sendAll(records);
        sent += count;
    }

    /** By entity, without repetitions. */
    private static Map<String, List<String>> headsInOrder(List<Decision> decisions) {
        return decisions.stream()
                .sorted(Comparator.comparing(Decision::windowStart))
                .collect(Collectors.groupingBy(
                        Decision::entity, Collectors.collectingAndThen(Collectors.toList(), ofOne -> {
                            List<String> heads = new ArrayList<>();
                            for (Decision decision : ofOne) {
                                if (heads.isEmpty()
                                        || !heads.get(heads.size() - 1).equals(decision.head())) {
                                    heads.add(decision.head());
                                }
                            }
                            return heads;
                        })));
    }
}
