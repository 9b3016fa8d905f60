package io.tributary.app;

import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.recording.Recording;
import io.tributary.training.Evaluation;
import io.tributary.training.EvaluationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "evaluate",
        description = {
            "Runs a recording through a pipeline's encoders, aligner and heads, without a broker,",
            "and says how good the decisions are, and how good without each modality."
        },
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @Option(names = "--recording", required = true, paramLabel = "DIR", description = "A recording with labels.")
    private Path recording = Path.of("");

    @Option(names = "--pipeline", paramLabel = "FILE", description = "Default: found by the recording's name.")
    private @Nullable Path file;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        EvaluationReport report =
                Evaluation.run(recording, pipeline(), json ? step -> {} : step -> System.err.println(step));
        System.out.println(json ? report.toJson().toString() : report.toText().stripTrailing());
        return 0;
    }

    private Pipeline pipeline() throws IOException {
        try (Recording opened = Recording.open(recording)) {
            return Home.pipelineFor(opened, Optional.ofNullable(file));
        }
    }
}
