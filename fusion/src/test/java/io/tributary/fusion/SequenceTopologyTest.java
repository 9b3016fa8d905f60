package io.tributary.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Task;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.TinySequenceHead;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sequences from the topic through the state to a decision. */
final class SequenceTopologyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final WireFormat WIRE = WireFormat.singleObject();

    @TempDir
    private Path folder;

    @Test
    void theTokensOfATextThatWaitedInTheStateAreWhatTheHeadSees() throws Exception {
        Path head = TinySequenceHead.write(folder.resolve("head"), 3, "positions");
        var pipeline = Pipelines.of(
                folder, Duration.ofSeconds(30), List.of("text", "sensor"), List.of(new Task("mood", head, List.of())));
        var connection = Connection.to("none:9092", folder.resolve("state"));
        try (Heads heads = Heads.load(pipeline);
                var driver = new TopologyTestDriver(
                        new FusionTopology(connection, pipeline, heads, new FusionProgress()).build(),
                        new FusionSettings(connection).properties(),
                        NOW)) {
            String topic = connection.topics().embeddings();
            var input = driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
            var decisions = driver.createOutputTopic(
                    connection.topics().decisions(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            byte[] key = "door".getBytes(StandardCharsets.UTF_8);
            Embedding text = Embeddings.withSequence(
                    Embeddings.of("1", "door", "text", 1, 9f, 0f), List.of(FloatVector.of(0, 1), FloatVector.of(0, 2)));
            Embedding sensor = Embeddings.of("2", "door", "sensor", 2, 1f, 0f);

            input.pipeInput(key, new EmbeddingCodec(WIRE).encode(topic, text));
            assertThat(decisions.isEmpty()).isTrue();
            input.pipeInput(key, new EmbeddingCodec(WIRE).encode(topic, sensor));
            driver.advanceWallClockTime(AlignProcessor.TICK);

            Decision decision = new DecisionCodec(WIRE).decode(decisions.readValue());
            assertThat((double) decision.scores().get(1)).isCloseTo(1 / (1 + Math.exp(-2)), within(1e-6));
        }
    }
}
