package io.tributary.fusion;

import io.tributary.schemas.Connection;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A fusion stage in a JVM of its own, to be killed: arguments are bootstrap servers, topic prefix, folder, instance. */
final class FusionChild {
    private FusionChild() {}

    /** No clock closes anything or leaves a modality out, however long a restart takes. */
    static Pipeline pipeline(Path folder) {
        Pipeline pipeline = Pipelines.withMood(folder, Duration.ofHours(1), Pipelines.MODALITIES);
        var closing = new Closing(
                pipeline.alignment().closing().grace(),
                Duration.ofHours(1),
                Duration.ofHours(1),
                Pipelines.MODALITIES,
                Duration.ZERO,
                Closing.DEFAULT_MAX_OPEN,
                Closing.DEFAULT_MAX_OBSERVATIONS);
        return new Pipeline(
                pipeline.name(),
                pipeline.modalities(),
                Alignment.tumbling(Duration.ofSeconds(10), closing),
                pipeline.tasks(),
                pipeline.sinks(),
                pipeline.file());
    }

    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[2]);
        var connection = new Connection(
                // What a killed one leaves open holds up the next for as long, where it has lost its id with its disk.
                Map.of("bootstrap.servers", arguments[0], "producer.transaction.timeout.ms", "10000"),
                new Topics(arguments[1]),
                WireFormat.singleObject(),
                folder.resolve("state-" + arguments[3]),
                arguments[3],
                true,
                // State goes back and forth between stores on disk and in memory.
                arguments[3].equals("1"));
        try (var stage = new FusionStage(connection, pipeline(folder))) {
            stage.start();
            boolean wasReady = false;
            while (stage.failure().isEmpty()) {
                if (stage.isReady() && !wasReady) {
                    wasReady = true;
                    System.out.println("ready");
                }
                new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
            }
            System.out.println("failed: " + stage.failure().get());
        }
    }
}
