package io.tributary.bench;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.load.RecordedInputs;
import io.tributary.bench.report.Machine;
import io.tributary.bench.report.TextReport;
import io.tributary.bench.report.TuningReport;
import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.recording.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "tune",
        description = {
            "Tries an encoder's settings on a recording and prints those to paste into the pipeline file.",
            "Takes about two minutes a modality on a quiet machine; a busy one gives other answers."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class TuneCommand implements Callable<Integer> {
    private static final int MOST = 4096;
    private static final int MOST_IMAGES = 512;

    @Option(names = "--recording", required = true, paramLabel = "DIR", description = "The recording to tune on.")
    private Path recording = Path.of("");

    @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
    private Path pipeline = Path.of("");

    @Option(names = "--modality", paramLabel = "NAME", description = "Only this one; default: every one.")
    private @Nullable String modality;

    @Option(names = "--seconds", description = "Of one trial; default: ${DEFAULT-VALUE}.")
    private double seconds = 2;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Modality> modalities = modalities(PipelineFile.read(pipeline));
        System.out.print(TextReport.header("Encoder settings tried on this machine", Machine.describe()));
        try (Laboratory laboratory = Laboratory.open(new Catalogue(Home.folder(), Home.folder()));
                Recording events = Recording.open(recording)) {
            var progress = new Progress();
            for (Modality each : modalities) {
                tune(laboratory, each, events, progress);
            }
        }
        return 0;
    }

    private List<Modality> modalities(Pipeline read) {
        if (modality == null) {
            return read.modalities();
        }
        return List.of(read.modality(modality)
                .orElseThrow(() -> new IllegalArgumentException("There is no modality '" + modality + "' in " + pipeline
                        + ", expected one of " + read.modalityNames())));
    }

    private void tune(Laboratory laboratory, Modality each, Recording events, Progress progress)
            throws InterruptedException {
        Optional<RecordedInputs> inputs =
                RecordedInputs.of(events, each, each.kind() == Kind.IMAGE ? MOST_IMAGES : MOST);
        if (inputs.isEmpty()) {
            System.out.println("\n" + each.name() + ": the recording has nothing of it.");
            return;
        }
        ModalityTuning.Result result = new ModalityTuning(laboratory, each, inputs.get(), seconds, progress).run();
        var report = new TuningReport(each, inputs.get().describe());
        result.inProcess().forEach(trial -> report.trial(trial.batching(), trial.round()));
        for (int i = 0; i < result.endToEnd().size(); i++) {
            ModalityTuning.EndToEnd tried = result.endToEnd().get(i);
            report.endToEnd(i == 0 ? "as it is" : "tuned", tried.batching(), tried.round(), tried.latency());
        }
        System.out.print(report.choosing(result.chosen()));
    }
}
