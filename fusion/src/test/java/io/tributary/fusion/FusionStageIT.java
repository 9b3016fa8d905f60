package io.tributary.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tributary.fusion.head.InvalidHeadException;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.JavaProcess;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
final class FusionStageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int WINDOWS = 45;
    private static final int ENTITIES = 10;
    private static final WireFormat WIRE = WireFormat.singleObject();

    @TempDir
    private Path folder;

    private static void send(KafkaFixture kafka, Topics topics, Embedding embedding) {
        byte[] value = new EmbeddingCodec(WIRE).encode(topics.embeddings(), embedding);
        kafka.send(topics.embeddings(), embedding.entity(), value);
    }

    private static List<Decision> decisions(KafkaFixture kafka, Topics topics) {
        return kafka.readCommitted(topics.decisions()).stream()
                .map(record -> {
                    try {
                        return new DecisionCodec(WIRE).decode(record.value());
                    } catch (RefusedException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private static FusionStage started(Connection connection, Pipeline pipeline) {
        var stage = new FusionStage(connection, pipeline);
        stage.start();
        await().atMost(PATIENCE).until(stage::isReady);
        return stage;
    }

    @Test
    void anIdleStreamStillClosesItsWindows(KafkaFixture kafka) {
        Topics topics = kafka.newTopics();
        var pipeline = Pipelines.withMood(folder, Duration.ofSeconds(1), Pipelines.MODALITIES);
        kafka.create(topics, pipeline);
        try (var stage = started(kafka.connection(topics), pipeline)) {
            send(kafka, topics, Embeddings.of("1", "door", "text", 3));
            send(kafka, topics, Embeddings.of("2", "window", "sensor", 4));

            kafka.awaitRecords(topics.decisions(), 2);

            assertThat(decisions(kafka, topics))
                    .extracting(Decision::closedBy)
                    .containsExactly(CloseReason.TIMEOUT, CloseReason.TIMEOUT);
            await().atMost(PATIENCE).until(() -> stage.openWindows() == 0);
        }
    }

    @Test
    void whatIsStillOpenIsDecidedWhenTheStageIsToldTo(KafkaFixture kafka) {
        Topics topics = kafka.newTopics();
        var pipeline = Pipelines.withMood(folder, Duration.ofHours(1), Pipelines.MODALITIES);
        kafka.create(topics, pipeline);
        try (var stage = started(kafka.connection(topics), pipeline)) {
            for (int entity = 0; entity < 20; entity++) {
                send(kafka, topics, Embeddings.of("1", "entity-" + entity, "text", 3));
            }
            await().atMost(PATIENCE).until(() -> stage.openWindows() == 20);

            stage.closeOpenWindows();
            await().atMost(PATIENCE).until(() -> stage.openWindows() == 0);

            // No waiting: windows count as open until their decisions are committed.
            assertThat(decisions(kafka, topics)).hasSize(20).allMatch(d -> d.closedBy() == CloseReason.SHUTDOWN);
            assertThat(stage.decisions()).isEqualTo(20);
        }
    }

    @Test
    void aStageWhoseTopicIsMissingFailsAndSaysWhy(KafkaFixture kafka) {
        Topics topics = kafka.newTopics();
        var pipeline = Pipelines.withMood(folder, Duration.ofSeconds(1), Pipelines.MODALITIES);
        try (var stage = new FusionStage(kafka.connection(topics), pipeline)) {
            stage.start();

            await().atMost(PATIENCE).until(() -> stage.failure().isPresent());

            assertThat(stage.isReady()).isFalse();
            assertThat(stage.failure().orElseThrow()).hasMessageContaining(topics.embeddings());
        }
    }

    @Test
    void aStageWhoseHeadCannotBeUsedDoesNotStart(KafkaFixture kafka) {
        var pipeline = Pipelines.of(
                folder,
                Duration.ofSeconds(1),
                List.of(),
                List.of(new Task("mood", folder.resolve("nowhere"), List.of())));
        try (var stage = new FusionStage(kafka.connection(kafka.newTopics()), pipeline)) {
            assertThatThrownBy(stage::start)
                    .isInstanceOf(InvalidHeadException.class)
                    .hasMessageContaining("nowhere");
        }
    }

    /**
     * Twice the stage is killed while embeddings flow, with windows open, closed and uncommitted, and started again; every
     * window of every entity is decided once, and nothing that came is missing.
     */
    @Test
    void aStageThatIsKilledDecidesEveryMomentExactlyOnce(KafkaFixture kafka) {
        Topics topics = kafka.newTopics();
        kafka.create(topics, FusionChild.pipeline(folder));
        List<Embedding> all = new ArrayList<>();
        for (int window = 0; window < WINDOWS; window++) {
            for (String modality : Pipelines.MODALITIES) {
                for (int entity = 0; entity < ENTITIES; entity++) {
                    all.add(Embeddings.of(modality + window, "entity-" + entity, modality, window * 10 + 3));
                }
            }
        }
        int part = all.size() / 3;
        for (int run = 0; run < 2; run++) {
            try (JavaProcess child = child(kafka, topics)) {
                child.awaitLine("ready"::equals);
                send(kafka, topics, all.subList(run * part, (run + 1) * part));
                int enough = (run * part + part / 2) / Pipelines.MODALITIES.size();
                await().atMost(PATIENCE).until(() -> decisions(kafka, topics).size() >= enough);
                child.killWithSigkill();
            }
        }
        send(kafka, topics, all.subList(2 * part, all.size()));
        try (JavaProcess child = child(kafka, topics)) {
            child.awaitLine("ready"::equals);
            kafka.awaitRecords(topics.decisions(), WINDOWS * ENTITIES);
        }

        List<Decision> decisions = decisions(kafka, topics);
        assertThat(decisions).extracting(Decision::id).doesNotHaveDuplicates().hasSize(WINDOWS * ENTITIES);
        assertThat(decisions).extracting(Decision::closedBy).containsOnly(CloseReason.COMPLETE);
        assertThat(decisions)
                .flatExtracting(Decision::evidence)
                .extracting(Evidence::count)
                .containsOnly(1);
        assertThat(kafka.readCommitted(topics.late())).isEmpty();
        assertThat(kafka.readCommitted(topics.deadLetters())).isEmpty();
    }

    @Test
    void aSecondInstanceTakesOverWindowsThatTheFirstHadOpen(KafkaFixture kafka) {
        Topics topics = kafka.newTopics();
        Pipeline pipeline = FusionChild.pipeline(folder);
        kafka.create(topics, pipeline);
        try (var first = started(kafka.connection(topics), pipeline)) {
            send(kafka, topics, ofEveryEntity("text"));
            await().atMost(PATIENCE).until(() -> first.openWindows() == ENTITIES);
            try (var second = started(instance(kafka.connection(topics), "1"), pipeline)) {
                await().atMost(PATIENCE).until(() -> second.openWindows() > 0);
                await().atMost(PATIENCE).until(() -> first.openWindows() + second.openWindows() == ENTITIES);

                send(kafka, topics, ofEveryEntity("front-camera"));
                send(kafka, topics, ofEveryEntity("sensor"));
                kafka.awaitRecords(topics.decisions(), ENTITIES);
            }
        }
        assertThat(decisions(kafka, topics))
                .hasSize(ENTITIES)
                .allMatch(decision -> decision.closedBy() == CloseReason.COMPLETE)
                .extracting(Decision::entity)
                .doesNotHaveDuplicates();
    }

    private static List<Embedding> ofEveryEntity(String modality) {
        return IntStream.range(0, ENTITIES)
                .mapToObj(entity -> Embeddings.of(modality, "entity-" + entity, modality, 3))
                .toList();
    }

    private static Connection instance(Connection connection, String instance) {
        return new Connection(
                connection.kafka(),
                connection.topics(),
                connection.wire(),
                connection.stateDirectory(),
                instance,
                connection.exactlyOnce());
    }

    private JavaProcess child(KafkaFixture kafka, Topics topics) {
        return JavaProcess.start(
                FusionChild.class, Map.of(), kafka.bootstrapServers(), topics.prefix(), folder.toString(), "0");
    }

    /** Sends without waiting for each record, so that embeddings are on their way when the stage dies. */
    private static void send(KafkaFixture kafka, Topics topics, List<Embedding> embeddings) {
        var codec = new EmbeddingCodec(WIRE);
        kafka.sendAll(embeddings.stream()
                .map(embedding -> new ProducerRecord<>(
                        topics.embeddings(),
                        embedding.entity().getBytes(StandardCharsets.UTF_8),
                        codec.encode(topics.embeddings(), embedding)))
                .toList());
    }
}
