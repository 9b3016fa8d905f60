package io.tributary.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Missing;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Windowing;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
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

    /** Windows of 10 s, grace 5 s, max-wait 30 s; the sensor is required. */
    private Pipeline tumbling() {
        Pipeline usual = Pipelines.withMood(folder, Duration.ofSeconds(30), Pipelines.MODALITIES);
        return with(usual.alignment().window(), usual.alignment().closing());
    }

    /** A second around each of the sensor's; of an entity two others may wait for one. */
    private Pipeline anchored() {
        Closing usual = Pipelines.withMood(folder, Duration.ofSeconds(30), Pipelines.MODALITIES)
                .alignment()
                .closing();
        return with(
                new Windowing.Anchored("sensor", Duration.ofSeconds(1), Duration.ZERO),
                new Closing(
                        usual.grace(),
                        usual.maxWait(),
                        usual.idleAfter(),
                        usual.complete(),
                        usual.settle(),
                        usual.maxOpen(),
                        2));
    }

    private Pipeline with(Windowing window, Closing closing) {
        Pipeline usual = Pipelines.withMood(folder, Duration.ofSeconds(30), Pipelines.MODALITIES);
        return new Pipeline(
                usual.name(),
                usual.modalities(),
                new Alignment(
                        window,
                        closing,
                        usual.alignment().match(),
                        Map.of("sensor", new Missing.Required()),
                        usual.alignment().early()),
                usual.tasks(),
                usual.sinks(),
                usual.file());
    }

    @FunctionalInterface
    private interface Scenario {
        void play(TopologyTestDriver driver, TestInputTopic<byte[], byte[]> input);
    }

    private void play(Pipeline pipeline, Scenario scenario) {
        var connection = Connection.to("none:9092", folder.resolve("state"));
        try (Heads heads = Heads.load(pipeline);
                var driver = new TopologyTestDriver(
                        new FusionTopology(connection, pipeline, heads, new FusionProgress()).build(),
                        new FusionSettings(connection).properties(),
                        NOW)) {
            var bytes = new ByteArraySerializer();
            scenario.play(driver, driver.createInputTopic(connection.topics().embeddings(), bytes, bytes));
        }
    }

    private double counted(String metric) {
        return registry.get(metric).tag("stage", "fusion").counter().count();
    }

    @Test
    void windowsWithAndWithoutADecisionAndWhatWasLateOrRefusedAreCounted() {
        play(tumbling(), (driver, input) -> {
            for (String modality : Pipelines.MODALITIES) {
                send(input, Embeddings.of(modality, "door", modality, 3, 0f, 1f));
            }
            send(input, Embeddings.of("text-2", "door", "text", 13, 0f, 1f));
            send(input, new byte[] {1, 2, 3});
            driver.advanceWallClockTime(Duration.ofSeconds(31));
            assertThat(counted("tributary.fusion.incomplete")).isOne();
            send(input, Embeddings.of("sensor-2", "door", "sensor", 14, 0f, 1f));
            driver.advanceWallClockTime(Duration.ofSeconds(31));
        });

        assertThat(counted("tributary.fusion.decisions")).isOne();
        assertThat(counted("tributary.fusion.incomplete")).isOne();
        assertThat(counted("tributary.fusion.forgotten")).isZero();
        assertThat(counted("tributary.fusion.late")).isOne();
        assertThat(counted("tributary.fusion.dead-letters")).isOne();
    }

    @Test
    void whatIsForgottenBecauseTooMuchWaitedForAnAnchorIsCounted() {
        play(anchored(), (driver, input) -> {
            for (int second = 1; second <= 3; second++) {
                send(input, Embeddings.of("text-" + second, "door", "text", second, 0f, 1f));
            }
        });

        assertThat(counted("tributary.fusion.forgotten")).isEqualTo(2);
    }

    private static void send(TestInputTopic<byte[], byte[]> input, Embedding embedding) {
        send(input, new EmbeddingCodec(WireFormat.singleObject()).encode("embeddings", embedding));
    }

    private static void send(TestInputTopic<byte[], byte[]> input, byte[] value) {
        input.pipeInput("door".getBytes(StandardCharsets.UTF_8), value);
    }
}
