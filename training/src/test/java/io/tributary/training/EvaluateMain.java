package io.tributary.training;

import io.tributary.schemas.pipeline.PipelineFile;
import java.nio.file.Path;

/** {@code tributary evaluate} without the whole program: a recording, then a pipeline file. */
final class EvaluateMain {
    private EvaluateMain() {}

    public static void main(String[] args) throws InterruptedException {
        EvaluationReport report =
                Evaluation.run(Path.of(args[0]), PipelineFile.read(Path.of(args[1])), System.out::println);
        System.out.println(report.toText());
        System.out.println(report.toJson().toPrettyString());
    }
}
