package io.tributary.fusion;

import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import io.tributary.testing.TinyHead;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Pipelines for tests: text, front-camera and sensor; windows of 10 s, grace 5 s. */
public final class Pipelines {
    public static final List<String> MODALITIES = List.of("text", "front-camera", "sensor");

    private Pipelines() {}

    /** With the task {@code mood}, answered by a {@link TinyHead} over all modalities that is written to {@code folder}. */
    public static Pipeline withMood(Path folder, Duration maxWait, List<String> complete) {
        Path head = TinyHead.write(folder.resolve("mood"), "mood-head", MODALITIES);
        return of(folder, maxWait, complete, List.of(new Task("mood", head, List.of())));
    }

    public static Pipeline of(Path folder, Duration maxWait, List<String> complete, List<Task> tasks) {
        var alignment = Alignment.tumbling(
                Duration.ofSeconds(10),
                new Closing(
                        Duration.ofSeconds(5),
                        maxWait,
                        Duration.ofSeconds(10),
                        complete,
                        Duration.ZERO,
                        Closing.DEFAULT_MAX_OPEN,
                        Closing.DEFAULT_MAX_OBSERVATIONS));
        return new Pipeline(
                "test",
                List.of(
                        modality(folder, "text", Kind.TEXT),
                        modality(folder, "front-camera", Kind.IMAGE),
                        modality(folder, "sensor", Kind.SENSOR)),
                alignment,
                tasks,
                List.of(),
                folder.resolve("test.yaml"));
    }

    private static Modality modality(Path folder, String name, Kind kind) {
        return new Modality(
                name, kind, folder.resolve(name), Optional.empty(), Batching.of(kind), Duration.ofMinutes(1));
    }
}
