package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.load.RecordedInputs;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.recording.Recording;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials too short for their figures to mean anything. */
final class ModalityTuningIT {
    private static final Path ROOT = Path.of(System.getProperty("tributary.root", ".."));

    @TempDir
    Path cache;

    @Test
    void settingsAreTriedInProcessAndEndToEnd() throws IOException, InterruptedException {
        Modality modality = PipelineFile.read(ROOT.resolve("pipelines/plant.yaml"))
                .modality("telemetry")
                .orElseThrow();
        try (Laboratory laboratory = Laboratory.open(new Catalogue(ROOT, cache));
                Recording recording = Recording.open(ROOT.resolve("recordings/plant"))) {
            RecordedInputs inputs = RecordedInputs.of(recording, modality, 64).orElseThrow();

            ModalityTuning.Result result = new ModalityTuning(laboratory, modality, inputs, 0.02, step -> {}).run();

            assertThat(result.inProcess())
                    .extracting(ModalityTuning.Trial::batching)
                    .doesNotHaveDuplicates();
            assertThat(result.endToEnd()).hasSizeGreaterThanOrEqualTo(3);
            assertThat(result.chosen().cache())
                    .as("as the pipeline file has it")
                    .isEqualTo(modality.batching().cache());
        }
    }
}
