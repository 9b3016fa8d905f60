package io.tributary.bench.alignment;

import io.tributary.bench.subject.Subject;
import io.tributary.bench.subject.Waiting;
import io.tributary.fusion.FusionStage;
import io.tributary.fusion.Restored;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Ours: the fusion stage as {@code tributary run} runs it. Arguments: bootstrap servers, topic prefix, a pipeline file, the
 * state directory, {@code exactly-once} or {@code at-least-once}, {@code rocksdb} or {@code memory}, the number of the instance.
 */
final class OursSubject implements Subject {
    private static final Duration START = Duration.ofSeconds(120);

    private final FusionStage stage;

    private OursSubject(FusionStage stage) {
        this.stage = stage;
    }

    static OursSubject start(List<String> arguments) {
        var connection = new Connection(
                Map.of("bootstrap.servers", arguments.get(0)),
                new Topics(arguments.get(1)),
                WireFormat.singleObject(),
                Path.of(arguments.get(3)),
                arguments.get(6),
                arguments.get(4).equals("exactly-once"),
                arguments.get(5).equals("memory"));
        var stage = new FusionStage(connection, PipelineFile.read(Path.of(arguments.get(2))));
        stage.start();
        var subject = new OursSubject(stage);
        Waiting.until(START, () -> {
            subject.requireRunning();
            return stage.isReady();
        });
        return subject;
    }

    @Override
    public void requireRunning() {
        stage.failure().ifPresent(failure -> {
            throw new IllegalStateException("the stage stopped: " + failure, failure);
        });
    }

    /**
     * {@code commits}: as {@link Commits} has them. {@code tasks}: how many this process has. {@code restored}: records, and the
     * nanoseconds of reading them and until the stage ran.
     */
    @Override
    public String answer(List<String> command) {
        return switch (command.get(0)) {
            case "commits" -> StreamsMetrics.commits().toLine();
            case "tasks" -> Integer.toString(StreamsMetrics.tasks());
            case "restored" -> {
                Restored restored = stage.restored();
                yield restored.records() + " " + restored.reading().toNanos() + " "
                        + restored.untilRunning().toNanos();
            }
            default -> throw new IllegalArgumentException("unknown command " + command);
        };
    }

    @Override
    public void close() {
        stage.close();
    }
}
