package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.swap.ModelTopic;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.ModelReference;
import io.tributary.schemas.ModelStatus;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.ModelChoice;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Models that are changed in the middle of a stream. */
@ExtendWith(KafkaExtension.class)
final class ModelSwapIT {
    private static final WireFormat WIRE = WireFormat.singleObject();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SLICE = 2_000;

    private final KafkaFixture kafka;
    private final Topics topics;
    private final ModelTopic models;
    private int sent;

    @TempDir
    private Path folder = Path.of("");

    ModelSwapIT(KafkaFixture kafka) {
        this.kafka = kafka;
        this.topics = kafka.newTopics();
        this.models = new ModelTopic(kafka.connection(topics));
    }

    @BeforeEach
    void createTopics() {
        kafka.createTopics(List.of(topics.raw("vibration"), topics.embeddings(), topics.deadLetters()));
        kafka.createModels(topics);
    }

    @Test
    void aModelPushedInTheMiddleOfAStreamTakesOverWithoutAGap() throws RefusedException {
        try (EncoderStage stage = started()) {
            // When
            long offset = send(SLICE, () -> push(TestBundles.fragileNext()));
            awaitAnswer(offset, ModelStatus.State.RUNNING);
            send(SLICE);

            // Then
            List<Embedding> embeddings = embeddings();
            assertThat(embeddings.stream().map(Embedding::id)).doesNotHaveDuplicates();
            assertThat(embeddings).hasSize(sent);
            assertEachIsOfTheModelThatItNames(embeddings);
            assertThat(modelsInOrder(embeddings).values())
                    .allSatisfy(names -> assertThat(names).containsExactly("fragile@3", "fragile@4"));
            assertThat(stage.failure()).isEmpty();
        }
    }

    @Test
    void aBrokenModelPushedInTheMiddleOfAStreamChangesNothing() throws IOException, RefusedException {
        Path broken = TestBundles.copy(TestBundles.fragileNext(), folder);
        ModelReference reference = reference(broken);
        byte[] graph = Files.readAllBytes(broken.resolve("model.onnx"));
        Files.write(broken.resolve("model.onnx"), Arrays.copyOf(graph, graph.length / 2));
        try (EncoderStage stage = started()) {
            long offset = send(SLICE, () -> models.push(reference));

            ModelStatus answer = awaitAnswer(offset, ModelStatus.State.REFUSED);
            assertThat(stage.isReady()).isTrue();
            send(SLICE);
            assertThat(answer.refused()).isEqualTo("fragile@4");
            assertThat(answer.reason()).contains("SHA-256", broken.toString());
            assertThat(answer.running().model()).isEqualTo("fragile@3");
            List<Embedding> embeddings = embeddings();
            assertThat(embeddings.stream().map(Embedding::id)).doesNotHaveDuplicates();
            assertThat(embeddings)
                    .hasSize(sent)
                    .allMatch(embedding -> embedding.model().equals("fragile@3"));
            assertThat(stage.failure()).isEmpty();
        }
    }

    @Test
    void whatIsNotTheModelThatWasPushedIsRefusedInWords() throws IOException {
        Path wrong = TestBundles.copy(TestBundles.fragileNext(), folder);
        Files.writeString(
                wrong.resolve("reference.json"),
                Files.readString(wrong.resolve("reference.json")).replace("102.", "103."));
        ModelReference next = reference(TestBundles.fragileNext());
        Path text = TestBundles.bundled("text");
        try (EncoderStage stage = started()) {
            assertThat(refusal(reference(wrong))).contains("elf-test");
            assertThat(refusal(reference(text))).contains("encodes text, expected sensor");
            assertThat(refusal(withFolder(next, TestBundles.fragile().toString())))
                    .contains("has fragile@3", "expected fragile@4", "push it again");
            assertThat(refusal(withFolder(next, folder.resolve("nowhere").toString())))
                    .contains("nowhere");
            kafka.send(topics.models(), "vibration", "no JSON".getBytes(StandardCharsets.UTF_8));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> models.read().statuses().get(0).reason().contains("cannot be read"));
            assertThat(stage.isReady()).isTrue();
            assertThat(stage.failure()).isEmpty();
        }
    }

    @Test
    void aRestartBeginsWithWhatWasPushedAndAWithdrawalGoesBackToThePipelinesEncoder() throws RefusedException {
        long pushed = push(TestBundles.fragileNext());
        try (EncoderStage stage = started()) {
            awaitAnswer(pushed, ModelStatus.State.RUNNING);
            send(100);
            assertThat(embeddings()).allMatch(embedding -> embedding.model().equals("fragile@4"));
            long withdrawn = models.withdraw("vibration");
            awaitAnswer(withdrawn, ModelStatus.State.RUNNING);
            send(100);
            assertThat(embeddings().subList(100, 200))
                    .allMatch(embedding -> embedding.model().equals("fragile@3"));
            assertThat(stage.failure()).isEmpty();
        }
        assertThat(models.read().statuses()).singleElement().satisfies(status -> assertThat(status.state())
                .isEqualTo(ModelStatus.State.STOPPED));
    }

    @Test
    void aRestartAfterARefusalBeginsWithWhatRanBefore() throws RefusedException {
        ModelReference missing = withFolder(
                reference(TestBundles.fragileNext()), folder.resolve("nowhere").toString());
        try (EncoderStage stage = started()) {
            awaitAnswer(push(TestBundles.fragileNext()), ModelStatus.State.RUNNING);
            awaitAnswer(models.push(missing), ModelStatus.State.REFUSED);
        }

        try (EncoderStage again = started()) {
            send(100);

            assertThat(embeddings()).allMatch(embedding -> embedding.model().equals("fragile@4"));
            ModelStatus status = models.read().statuses().get(0);
            assertThat(status.state()).isEqualTo(ModelStatus.State.REFUSED);
            assertThat(status.running().folder())
                    .isEqualTo(TestBundles.fragileNext().toString());
        }
    }

    private EncoderStage started() {
        var stage = new EncoderStage(
                kafka.connection(topics), TestBundles.modality("vibration", Kind.SENSOR, TestBundles.fragile()));
        stage.start();
        Awaitility.await().atMost(PATIENCE).until(stage::isReady);
        return stage;
    }

    private long push(Path bundle) {
        return models.push(reference(bundle));
    }

    private static ModelReference reference(Path folder) {
        Bundle bundle = Bundle.read(folder);
        return new ModelReference(
                "vibration",
                folder.toString(),
                ModelChoice.usual(),
                bundle.model(),
                bundle.sha256(),
                bundle.space(),
                Instant.now());
    }

    private static ModelReference withFolder(ModelReference reference, String folder) {
        return new ModelReference(
                reference.modality(),
                folder,
                reference.choice(),
                reference.model(),
                reference.sha256(),
                reference.space(),
                reference.at());
    }

    private String refusal(ModelReference reference) {
        return awaitAnswer(models.push(reference), ModelStatus.State.REFUSED).reason();
    }

    private ModelStatus awaitAnswer(long offset, ModelStatus.State state) {
        Awaitility.await("an answer to the record at " + offset)
                .atMost(PATIENCE)
                .until(() -> models.read().statuses().stream().anyMatch(status -> status.answers() == offset));
        ModelStatus answer = models.read().statuses().get(0);
        assertThat(answer.state()).as(answer.reason()).isEqualTo(state);
        return answer;
    }

    /** Sends in small portions while the push is under way, so that batches are. */
    private long send(int count, LongSupplier halfway) {
        long result = ModelStatus.NOTHING;
        for (int portion = 0; portion < 20; portion++) {
            if (portion == 10) {
                result = halfway.getAsLong();
            }
            send(count / 20);
        }
        return result;
    }

    private void send(int count) {
        var codec = new ObservationCodec(WIRE);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = sent; i < sent + count; i++) {
            String entity = "machine-" + i % 40;
            var reading = Payload.Reading.series(List.of("a", "b"), 1, FloatVector.of(i % 16, 4));
            var observation = new Observation("reading-" + i, entity, "vibration", TestObservations.NOON, reading);
            records.add(new ProducerRecord<>(
                    topics.raw("vibration"),
                    entity.getBytes(StandardCharsets.UTF_8),
                    codec.encode(topics.raw("vibration"), observation)));
        }
        kafka.sendAll(records);
        sent += count;
    }

    private List<Embedding> embeddings() throws RefusedException {
        List<Embedding> embeddings = new ArrayList<>();
        var codec = new EmbeddingCodec(WIRE);
        for (ConsumerRecord<byte[], byte[]> record : kafka.awaitRecords(topics.embeddings(), sent)) {
            embeddings.add(codec.decode(record.value()));
        }
        embeddings.sort(Comparator.comparingInt(
                embedding -> Integer.parseInt(embedding.id().substring("reading-".length()))));
        return embeddings;
    }

    /** The later model answers 100 more, so a vector shows which made it. */
    private static void assertEachIsOfTheModelThatItNames(List<Embedding> embeddings) {
        Map<String, Bundle> bundles = Map.of(
                "fragile@3", Bundle.read(TestBundles.fragile()), "fragile@4", Bundle.read(TestBundles.fragileNext()));
        for (Embedding embedding : embeddings) {
            Bundle bundle = Optional.ofNullable(bundles.get(embedding.model())).orElseThrow();
            assertThat(embedding.modelHash()).isEqualTo(bundle.sha256());
            assertThat(embedding.space()).isEqualTo(bundle.space());
            assertThat(embedding.vector().get(0) > 100).isEqualTo(bundle.version() == 4);
        }
    }

    /** By partition, the models of its embeddings in the order of their records, without repetitions. */
    private static Map<Integer, List<String>> modelsInOrder(List<Embedding> embeddings) {
        Map<Integer, List<String>> models = new HashMap<>();
        embeddings.stream()
                .sorted(Comparator.comparingLong(embedding -> embedding.source().offset()))
                .forEach(embedding -> {
                    List<String> names =
                            models.computeIfAbsent(embedding.source().partition(), p -> new ArrayList<>());
                    if (names.isEmpty() || !names.get(names.size() - 1).equals(embedding.model())) {
                        names.add(embedding.model());
                    }
                });
        return models;
    }
}
