package io.tributary.app;

import io.tributary.broker.EmbeddedBroker;
import io.tributary.encoders.model.OnnxRuntime;
import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.training.ZeroShotHeads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        description = {
            "Runs the stages of a pipeline until it is told to stop.",
            "Without kafka.bootstrap.servers it starts a broker of its own, whose data stays in state.directory."
        },
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);
    private static final int EMBEDDED_PORT = 9092;

    @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
    private Path file = Path.of("");

    @Option(
            names = "--stage",
            split = ",",
            paramLabel = "NAME",
            description = "Only these stages, such as encoder-text or sink-page; default: all of them.")
    private List<String> names = List.of();

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Override
    public Integer call() throws Exception {
        Settings settings = options.load();
        Pipeline pipeline = pipeline(settings);
        var stop = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitClosed(stop, closed), "shutdown"));
        try (Broker broker = Broker.of(settings);
                var stages = new RunningStages()) {
            Connection connection = broker.connection();
            TopicCreation.from(settings).apply(connection, pipeline);
            OnnxRuntime.initialise();
            var assembly = new StageAssembly(settings, connection, pipeline);
            for (String name : names.isEmpty() ? StageAssembly.names(pipeline) : names) {
                stages.start(assembly.create(name));
            }
            stages.awaitReady(READY_TIMEOUT);
            System.out.println("Running " + (names.isEmpty() ? "all stages" : String.join(", ", names)) + " of "
                    + pipeline.name() + " on " + connection.kafka().get("bootstrap.servers"));
            while (!stop.await(1, TimeUnit.SECONDS)) {
                stages.checkFailures();
            }
        } finally {
            closed.countDown();
        }
        return 0;
    }

    /**
     * With the heads of zero-shot tasks made, where fusion runs here; before anything has started, so that a mistake is told
     * at once. Each instance has heads of its own, so that none reads what another is writing.
     */
    private Pipeline pipeline(Settings settings) {
        Pipeline written = PipelineFile.read(file);
        if (!names.isEmpty() && !names.contains("fusion")) {
            return written;
        }
        Path heads = settings.stateDirectory().resolve("heads").resolve(settings.get("instance"));
        return ZeroShotHeads.prepared(written, heads);
    }

    /** On SIGTERM or Ctrl+C: the JVM waits here until the stages, and then the broker, have finished and closed. */
    private static void awaitClosed(CountDownLatch stop, CountDownLatch closed) {
        stop.countDown();
        try {
            if (!closed.await(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("tributary: the stages did not close within " + CLOSE_TIMEOUT.toSeconds() + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The cluster that the settings name, or a broker in this process. */
    private record Broker(Connection connection, @Nullable EmbeddedBroker embedded) implements AutoCloseable {
        static Broker of(Settings settings) {
            if (settings.hasCluster()) {
                return new Broker(settings.connection(), null);
            }
            EmbeddedBroker embedded =
                    EmbeddedBroker.start(settings.stateDirectory().resolve("broker"), EMBEDDED_PORT);
            return new Broker(settings.connectionTo(embedded.bootstrapServers()), embedded);
        }

        @Override
        public void close() {
            if (embedded != null) {
                embedded.close();
            }
        }
    }
}
