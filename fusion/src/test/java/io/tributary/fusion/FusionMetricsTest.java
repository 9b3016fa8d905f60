package io.tributary.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Missing;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.wire.EmbeddingCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever added a registry to Micrometer's global one sees of a fusion whose sensor is required. */
final class FusionMetricsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void addRegistry() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void removeRegistry() {
        Metrics.removeRegistry(registry);
    }

    /** Windows of 10 s, grace 5 s, max-wait 30 s. */
    private Pipeline pipeline() {
        Pipeline usual = Pipelines.withMood(folder, Duration.ofSeconds(30), Pipelines.MODALITIES);
        Alignment alignment = usual.alignment();
        return new Pipeline(
                usual.name(),
                usual.modalities(),
                new Alignment(
                        alignment.window(),
                        alignment.closing(),
                        alignment.match(),
                        Map.of("sensor", new Missing.Required()),
                        alignment.early()),
                usual.tasks(),
                usual.sinks(),
                usual.file());
    }

    private double counted(String metric) {
        return registry.get(metric).tag("stage", "fusion").counter().count();
    }

    @Test
    void windowsWithAndWithoutADecisionAndWhatWasLateOrRefusedAreCounted() {
        var connection = Connection.to("none:9092", folder.resolve("state"));
        Pipeline pipeline = pipeline();
        try (Heads heads = Heads.load(pipeline);
                var driver = new TopologyTestDriver(
                        new FusionTopology(connection, pipeline, heads, new FusionProgress()).build(),
                        new FusionSettings(connection).properties(),
                        NOW)) {
            String topic = connection.topics().embeddings();
            var input = driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
            var codec = new EmbeddingCodec(connection.wire());
            for (String modality : Pipelines.MODALITIES) {
                send(input, codec.encode(topic, Embeddings.of(modality, "door", modality, 3, 0f, 1f)));
            }
            Embedding withoutSensor = Embeddings.of("text-2", "door", "text", 13, 0f, 1f);
            send(input, codec.encode(topic, withoutSensor));
            send(input, new byte[] {1, 2, 3});
            driver.advanceWallClockTime(Duration.ofSeconds(31));
            assertThat(counted("tributary.fusion.incomplete")).isOne();
            send(input, codec.encode(topic, Embeddings.of("sensor-2", "door", "sensor", 14, 0f, 1f)));
            driver.advanceWallClockTime(Duration.ofSeconds(31));
        }

        assertThat(counted("tributary.fusion.decisions")).isOne();
        assertThat(counted("tributary.fusion.incomplete")).isOne();
        assertThat(counted("tributary.fusion.late")).isOne();
        assertThat(counted("tributary.fusion.dead-letters")).isOne();
    }

    private static void send(TestInputTopic<byte[], byte[]> input, byte[] value) {
        input.pipeInput("door".getBytes(StandardCharsets.UTF_8), value);
    }
}
