package io.tributary.app;

import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.pipeline.Task;
import io.tributary.training.Training;
import io.tributary.training.TrainingRequest;
import io.tributary.training.ZeroShotHeads;
import io.tributary.training.head.Fusion;
import io.tributary.training.head.HeadSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "train",
        description = {
            "Fits a head to the labels of recordings and writes its bundle.",
            "Recordings go through the pipeline's own encoders and alignment; parts of them are held out to measure.",
            "Of a zero-shot task, it writes the head that the task's prompts make, without recordings."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Option(
            names = "--recording",
            paramLabel = "DIR",
            description = "A recording with labels of the task; may be given several times.")
    private List<Path> recordings = List.of();

    @Option(names = "--held-out", paramLabel = "DIR", description = "Recordings that only measure.")
    private List<Path> heldOut = List.of();

    @Option(names = "--pipeline", required = true, paramLabel = "FILE", description = "The pipeline file.")
    private Path pipeline = Path.of("");

    @Option(names = "--task", required = true, description = "The task of the pipeline.")
    private String task = "";

    @Option(
            names = "--fusion",
            defaultValue = "attention",
            description = "early, late, attention (default), projection, gated, late-attention or cross-attention.")
    private String fusion = "attention";

    @Option(names = "--out", paramLabel = "DIR", description = "The head's folder; default: where the pipeline has it.")
    private @Nullable Path out;

    @Option(names = "--modalities", split = ",", description = "What the head sees; default: all of the pipeline.")
    private List<String> modalities = List.of();

    @Option(names = "--compare", description = "Fits the other kinds of fusion as well, for the report.")
    private boolean compare;

    @Option(names = "--width", description = "Values of the hidden layer, state or token; 64, of projection 128.")
    private @Nullable Integer width;

    @Option(names = "--dropout", description = "Share of values set to zero in training.")
    private @Nullable Float dropout;

    @Option(names = "--modality-dropout", description = "Probability that a modality is left out in training.")
    private @Nullable Float modalityDropout;

    @Option(names = "--weight-decay", description = "How strongly weights shrink.")
    private @Nullable Float weightDecay;

    @Option(names = "--rate", description = "Step size.")
    private @Nullable Float rate;

    @Option(names = "--batch", description = "Examples a step.")
    private @Nullable Integer batch;

    @Option(names = "--epochs", description = "Most passes over the examples.")
    private @Nullable Integer epochs;

    @Option(names = "--folds", description = "Parts of which each is held out once.")
    private @Nullable Integer folds;

    @Option(names = "--class-balance", description = "0 = examples count the same, 1 = classes do.")
    private @Nullable Float classBalance;

    @Option(names = "--seed", description = "Of everything random.")
    private @Nullable Long seed;

    @Override
    public Integer call() throws InterruptedException {
        Pipeline read = PipelineFile.read(pipeline);
        Optional<Task> zeroShot = read.task(task).filter(one -> one.zeroShot().isPresent());
        if (zeroShot.isPresent() && recordings.isEmpty()) {
            return writeZeroShot(read, zeroShot.get());
        }
        TrainingRequest request = TrainingRequest.of(read, task, recordings)
                .withFusion(Fusion.named(fusion))
                .withHeldOut(heldOut)
                .withModalities(modalities)
                .withCompare(compare)
                .withSettings(settings());
        if (out != null) {
            request = request.withBundle(out);
        }
        System.out.println(Training.train(request, step -> System.err.println(step))
                .toText()
                .stripTrailing());
        return 0;
    }

    private int writeZeroShot(Pipeline read, Task zeroShot) {
        if (out == null) {
            throw new UserException("--out is missing, expected the folder for the head of the zero-shot task '" + task
                    + "'; 'tributary run' makes it by itself");
        }
        ZeroShotHeads.write(read, zeroShot, out);
        System.out.println("Wrote the zero-shot head of the task " + task + " to " + out
                + "; a pipeline file may name that folder as the task's 'head'.");
        return 0;
    }

    private HeadSettings settings() {
        HeadSettings settings = HeadSettings.defaultsOf(Fusion.named(fusion));
        settings = width == null ? settings : settings.withWidth(width);
        settings = dropout == null ? settings : settings.withDropout(dropout);
        settings = modalityDropout == null ? settings : settings.withModalityDropout(modalityDropout);
        settings = weightDecay == null ? settings : settings.withWeightDecay(weightDecay);
        settings = rate == null ? settings : settings.withRate(rate);
        settings = batch == null ? settings : settings.withBatch(batch);
        settings = epochs == null ? settings : settings.withEpochs(epochs);
        settings = folds == null ? settings : settings.withFolds(folds);
        settings = classBalance == null ? settings : settings.withClassBalance(classBalance);
        return seed == null ? settings : settings.withSeed(seed);
    }
}
