package io.tributary.bench.subject;

import io.tributary.encoders.EncoderStage;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Ours: the encoder stage as {@code tributary run} runs it. Arguments: bootstrap servers, topic prefix, a pipeline file, the
 * modality, {@code exactly-once} or {@code at-least-once}.
 */
final class StageSubject implements Subject {
    private static final Duration START = Duration.ofSeconds(120);

    private final EncoderStage stage;

    private StageSubject(EncoderStage stage) {
        this.stage = stage;
    }

    static StageSubject start(List<String> arguments) {
        Path pipeline = Path.of(arguments.get(2));
        var connection = new Connection(
                Map.of("bootstrap.servers", arguments.get(0)),
                new Topics(arguments.get(1)),
                WireFormat.singleObject(),
                pipeline.resolveSibling("state"),
                "0",
                arguments.get(4).equals("exactly-once"));
        var stage = new EncoderStage(
                connection,
                PipelineFile.read(pipeline).modality(arguments.get(3)).orElseThrow());
        stage.start();
        var subject = new StageSubject(stage);
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
