package io.tributary.bench.alignment;

import io.tributary.bench.subject.Subject;
import io.tributary.bench.subject.Waiting;
import io.tributary.fusion.FusionStage;
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
 * state directory, {@code exactly-once} or {@code at-least-once}, {@code rocksdb} or {@code memory}.
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
                "0",
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

    @Override
    public void close() {
        stage.close();
    }
}
