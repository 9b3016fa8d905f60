package io.tributary.app.demo;

import io.tributary.app.Home;
import io.tributary.app.RunningStages;
import io.tributary.app.Settings;
import io.tributary.app.StageAssembly;
import io.tributary.app.TopicCreation;
import io.tributary.broker.EmbeddedBroker;
import io.tributary.encoders.EncoderStage;
import io.tributary.encoders.model.OnnxRuntime;
import io.tributary.encoders.sensor.FramingStage;
import io.tributary.fusion.FusionStage;
import io.tributary.ingest.ObservationSender;
import io.tributary.ingest.RecordingReplay;
import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.recording.Label;
import io.tributary.schemas.recording.Recording;
import io.tributary.sinks.ConsoleSink;
import io.tributary.sinks.LivePage;
import io.tributary.sinks.SinkStage;
import io.tributary.training.ZeroShotHeads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * A recording through every stage:
 *
 * <pre>
 * recording ─► ingest ─► raw topics ─► encoders ─► embeddings ─► fusion ─► decisions ─► console, live page
 * </pre>
 */
final class Demo {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STANDSTILL = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 100;

    private final DemoOptions options;
    private final Terminal terminal = Terminal.standard();
    private final AtomicLong observations = new AtomicLong();

    Demo(DemoOptions options) {
        this.options = options;
    }

    /** Runs until the recording has ended and everything of it is decided, then prints the summary. */
    void run() throws IOException, InterruptedException {
        try (Recording recording = Recording.open(options.recording())) {
            Pipeline written = Home.pipelineFor(recording, options.pipeline());
            Path directory = Files.createTempDirectory("tributary-demo");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            Pipeline pipeline = ZeroShotHeads.prepared(written, directory.resolve("heads"));
            // The page first: a busy port should be told before anything slow has begun.
            Optional<LivePage> page =
                    options.pagePort().map(port -> StageAssembly.page(recording.name(), "127.0.0.1", port));
            try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 0)) {
                play(recording, pipeline, broker, directory, page);
            }
        }
    }

    private void play(
            Recording recording, Pipeline pipeline, EmbeddedBroker broker, Path directory, Optional<LivePage> page)
            throws InterruptedException {
        Settings settings = Settings.load(Optional.empty(), Map.of(), Map.of("state.directory", directory.toString()));
        Connection connection = settings.connectionTo(broker.bootstrapServers());
        TopicCreation.from(settings).apply(connection, pipeline);
        OnnxRuntime.initialise();
        List<Label> labels = recording.labels().stream()
                .filter(label -> pipeline.task(label.task()).isPresent())
                .toList();
        try (var stages = new RunningStages();
                var tally = new Tally(connection, pipeline, labels);
                var sender = new ObservationSender(connection, pipeline)) {
            FusionStage fusion = start(stages, connection, pipeline, page);
            tally.start();
            terminal.println("Replaying " + recording.name() + " ("
                    + String.format(Locale.ROOT, "%,d", recording.eventCount()) + " observations) through "
                    + pipeline.name() + page.map(p -> "; live page: " + p.url()).orElse(""));
            RecordingReplay.Summary replayed = replay(recording, stages, tally, sender, page);
            finish(pipeline, connection, stages, fusion, tally, page);
            terminal.endProgress();
            report(replayed, tally);
            if (options.stay()) {
                terminal.println("The page stays open on " + page.orElseThrow().url() + " until Ctrl+C.");
                new CountDownLatch(1).await();
            }
        }
    }

    private FusionStage start(RunningStages stages, Connection connection, Pipeline pipeline, Optional<LivePage> page)
            throws InterruptedException {
        for (Modality modality : pipeline.modalities()) {
            if (modality.framing().isPresent()) {
                stages.start(new FramingStage(connection, modality));
            }
            stages.start(new EncoderStage(connection, modality));
        }
        FusionStage fusion = stages.start(new FusionStage(connection, pipeline));
        stages.start(new SinkStage(connection, new ConsoleSink(terminal.lines(), terminal.isInteractive())));
        page.ifPresent(p -> stages.start(new SinkStage(connection, p)));
        terminal.progress("Starting the stages …");
        stages.awaitReady(READY_TIMEOUT);
        return fusion;
    }

    private RecordingReplay.Summary replay(
            Recording recording, RunningStages stages, Tally tally, ObservationSender sender, Optional<LivePage> page)
            throws InterruptedException {
        var replay = new RecordingReplay(recording, options.speed(), options.limit());
        long total = recording.eventCount();
        return replay.replay(sender, count -> {
            observations.set(count);
            if (count % 64 == 0 || count == total) {
                stages.checkFailures();
                page.ifPresent(p -> showCounters(p, tally));
                show(count, total, tally);
            }
        });
    }

    private void show(long count, long total, Tally tally) {
        terminal.progress(String.format(
                Locale.ROOT,
                "%3.0f %%  %,d observations ─► %,d embeddings ─► %,d moments ─► %,d decisions",
                total == 0 ? 0 : 100.0 * count / total,
                count,
                tally.embeddingCount(),
                tally.momentCount(),
                tally.decisionCount()));
    }

    private void showCounters(LivePage page, Tally tally) {
        page.setCounters(Map.of(
                "observations", observations.get(),
                "embeddings", tally.embeddingCount(),
                "moments", tally.momentCount(),
                "decisions", tally.decisionCount(),
                "dead_letters", tally.deadLetterCount(),
                "late", tally.lateCount()));
    }

    /** Waits until everything that was sent is decided; the windows still open then have nothing more to wait for. */
    private void finish(
            Pipeline pipeline,
            Connection connection,
            RunningStages stages,
            FusionStage fusion,
            Tally tally,
            Optional<LivePage> page)
            throws InterruptedException {
        try (var drain = new Drain(connection, pipeline)) {
            await(stages, tally, page, drain::rawTopicsAreEmpty);
            awaitLastFrames(pipeline);
            await(
                    stages,
                    tally,
                    page,
                    () -> tally.hasCaughtUp() && tally.accountsForFrames() && drain.embeddingsAreEmpty());
            fusion.closeOpenWindows();
            await(stages, tally, page, () -> fusion.openWindows() == 0 && tally.hasCaughtUp());
        }
    }

    /** Frames at the end of a recording are sent once their entity has been silent for a while. */
    private static void awaitLastFrames(Pipeline pipeline) throws InterruptedException {
        Optional<Duration> silence = pipeline.modalities().stream()
                .flatMap(modality -> modality.framing().stream())
                .map(Framing::idleAfter)
                .max(Comparator.naturalOrder());
        if (silence.isPresent()) {
            Thread.sleep(silence.get().plusSeconds(1).toMillis());
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws InterruptedException;
    }

    private void await(RunningStages stages, Tally tally, Optional<LivePage> page, Condition condition)
            throws InterruptedException {
        long lastProgress = -1;
        long since = System.nanoTime();
        while (!condition.holds()) {
            stages.checkFailures();
            if (tally.progress() != lastProgress) {
                lastProgress = tally.progress();
                since = System.nanoTime();
            } else if (System.nanoTime() - since > STANDSTILL.toNanos()) {
                terminal.println("Nothing has come out for " + STANDSTILL.toSeconds()
                        + " s although something is still on its way; the summary counts what did.");
                return;
            }
            terminal.progress(String.format(
                    Locale.ROOT,
                    "Finishing: %,d embeddings ─► %,d decisions",
                    tally.embeddingCount(),
                    tally.decisionCount()));
            page.ifPresent(p -> showCounters(p, tally));
            Thread.sleep(POLL_MILLIS);
        }
        page.ifPresent(p -> showCounters(p, tally));
    }

    private void report(RecordingReplay.Summary replayed, Tally tally) {
        Instant until = replayed.complete() ? Instant.MAX : tally.lastWindowStart();
        Summary summary = tally.summary(replayed.sent() + replayed.refused(), until);
        terminal.println("");
        terminal.println(summary.toText().stripTrailing());
        if (options.json()) {
            terminal.println(summary.toJson().toString());
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("tributary: " + directory + " could not be deleted: " + e.getMessage());
        }
    }
}
