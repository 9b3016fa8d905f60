package io.tributary.training;

import io.tributary.encoders.Encoder;
import io.tributary.fusion.Moment;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Match;
import io.tributary.schemas.pipeline.Task;
import io.tributary.schemas.recording.InvalidRecordingException;
import io.tributary.schemas.recording.Label;
import io.tributary.training.evaluation.Confusion;
import io.tributary.training.evaluation.TaskFigures;
import io.tributary.training.head.Example;
import io.tributary.training.head.FittedHead;
import io.tributary.training.head.Fusion;
import io.tributary.training.head.HeadBundle;
import io.tributary.training.head.HeadShape;
import io.tributary.training.head.HeadTrainer;
import io.tributary.training.head.Scored;
import io.tributary.training.moments.EmbeddedRecording;
import io.tributary.training.moments.LabelledMoments;
import io.tributary.training.moments.OpenEncoders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Fits a head from recordings: encodes and aligns them as the pipeline does, joins the labels, fits, writes the bundle.
 *
 * <p>Needs DJL's PyTorch engine on the class path at run time.
 */
public final class Training {
    private static final int MOST_OF_A_WINDOW = 64;

    private final TrainingRequest request;
    private final Consumer<String> progress;

    private Training(TrainingRequest request, Consumer<String> progress) {
        this.request = request;
        this.progress = progress;
    }

    /**
     * Fits the head that is asked for and writes its bundle.
     *
     * @param progress told of each step in words; called from this thread
     * @throws TrainingException in words, if a recording or a label is missing, or the PyTorch engine is
     * @throws InterruptedException if the thread is interrupted while it reads a recording
     */
    public static TrainingReport train(TrainingRequest request, Consumer<String> progress) throws InterruptedException {
        try {
            HeadTrainer.requireEngine();
            return new Training(request, progress).run();
        } catch (InvalidRecordingException | IllegalStateException e) {
            throw new TrainingException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("The head cannot be written to " + request.bundle(), e);
        }
    }

    private TrainingReport run() throws InterruptedException, IOException {
        try (OpenEncoders encoders = OpenEncoders.of(request.pipeline())) {
            List<EmbeddedRecording> fitted = embedded(request.recordings(), encoders);
            List<EmbeddedRecording> held = embedded(request.heldOut(), encoders);
            List<String> classes = classes(fitted, held);
            return fit(inputs(encoders), classes, fitted, held);
        }
    }

    private List<EmbeddedRecording> embedded(List<Path> folders, OpenEncoders encoders) throws InterruptedException {
        List<EmbeddedRecording> recordings = new ArrayList<>();
        for (Path folder : folders) {
            recordings.add(EmbeddedRecording.of(folder, request.pipeline(), encoders, progress));
        }
        return recordings;
    }

    private List<HeadShape.Input> inputs(OpenEncoders encoders) {
        List<HeadShape.Input> inputs = new ArrayList<>();
        for (String modality : request.modalities()) {
            Encoder encoder = encoders.of(modality);
            inputs.add(
                    new HeadShape.Input(modality, encoder.dimension(), encoder.space(), positions(modality, encoder)));
        }
        return inputs;
    }

    /** The most positions of a moment: those of one observation, and of several where all of a window count. */
    private int positions(String modality, Encoder encoder) {
        boolean all = request.pipeline().alignment().match(modality) == Match.ALL;
        return all ? Math.max(MOST_OF_A_WINDOW, encoder.positions()) : encoder.positions();
    }

    private List<String> classes(List<EmbeddedRecording> fitted, List<EmbeddedRecording> held) {
        Set<List<String>> found = new LinkedHashSet<>();
        for (EmbeddedRecording recording : concatenated(fitted, held)) {
            List<String> classes = recording.classes().get(request.task());
            if (classes == null) {
                throw new TrainingException("The recording " + recording.name() + " has no task '" + request.task()
                        + "', expected one of " + recording.classes().keySet());
            }
            found.add(classes);
        }
        if (found.size() > 1) {
            throw new TrainingException("The recordings disagree on the classes of '" + request.task() + "': " + found
                    + ", expected the same classes in the same order in each recording.json");
        }
        return found.iterator().next();
    }

    private TrainingReport fit(
            List<HeadShape.Input> inputs,
            List<String> classes,
            List<EmbeddedRecording> fitted,
            List<EmbeddedRecording> held)
            throws IOException {
        List<Example> examples = examples(fitted, classes);
        List<Example> heldExamples = examples(held, classes);
        requireExamples(examples, held.isEmpty() || !heldExamples.isEmpty());
        var trainer = new HeadTrainer(request.settings(), progress);
        Map<Fusion, HeadTrainer.Fit> fits = new LinkedHashMap<>();
        for (Fusion fusion : Fusion.values()) {
            if (fusion == request.fusion() || request.compare()) {
                var positions = new HeadShape(inputs, classes, request.widthOf(fusion));
                HeadShape shape = fusion.takesSequences() ? positions : positions.ofVectors();
                fits.put(
                        fusion,
                        held.isEmpty()
                                ? trainer.fit(fusion, shape, examples)
                                : trainer.fit(fusion, shape, examples, heldExamples));
            }
        }
        TrainingReport report = report(classes, fits, examples.size(), concatenated(fitted, held));
        write(fits, report, names(fitted), names(held));
        return report;
    }

    private void requireExamples(List<Example> examples, boolean heldOutHasSome) {
        long classes = examples.stream().mapToInt(Example::label).distinct().count();
        if (classes < 2) {
            throw new TrainingException("The recordings have " + examples.size() + " moments with a label of '"
                    + request.task() + "', of " + classes + " classes, expected at least two classes");
        }
        if (!heldOutHasSome) {
            throw new TrainingException(
                    "The held-out recordings have no moment with a label of '" + request.task() + "'");
        }
    }

    /** One example a moment that has a label, an embedding that the head sees, and what the task requires. */
    private List<Example> examples(List<EmbeddedRecording> recordings, List<String> classes) {
        List<Example> examples = new ArrayList<>();
        for (EmbeddedRecording recording : recordings) {
            var moments = new LabelledMoments(recording.moments());
            Map<Moment, Label> labelled = new LinkedHashMap<>();
            recording.labels().stream()
                    .filter(label -> label.task().equals(request.task()))
                    .forEach(label -> moments.of(label).ifPresent(moment -> labelled.put(moment, label)));
            labelled.forEach((moment, label) -> example(moment, classes, label).ifPresent(examples::add));
        }
        return examples;
    }

    private Optional<Example> example(Moment moment, List<String> classes, Label label) {
        int index = classes.indexOf(label.label());
        if (index < 0) {
            throw new TrainingException("The label '" + label.label() + "' of " + label.entity() + " at " + label.at()
                    + " is none of the recording's classes " + classes);
        }
        Task task = request.pipeline().task(request.task()).orElseThrow();
        List<Optional<FloatVector>> embeddings = new ArrayList<>();
        List<List<FloatVector>> sequences = new ArrayList<>();
        for (String modality : request.modalities()) {
            embeddings.add(moment.present(modality).map(Moment.Present::vector));
            sequences.add(moment.present(modality).map(Moment.Present::sequence).orElse(List.of()));
        }
        boolean complete = task.requires().stream()
                .allMatch(modality -> moment.present(modality).isPresent());
        return complete && embeddings.stream().anyMatch(Optional::isPresent)
                ? Optional.of(new Example(moment.entity(), moment.windowStart(), embeddings, sequences, index))
                : Optional.empty();
    }

    private TrainingReport report(
            List<String> classes, Map<Fusion, HeadTrainer.Fit> fits, int examples, List<EmbeddedRecording> recordings) {
        HeadTrainer.Fit chosen = chosen(fits);
        Map<String, TaskFigures> heldOut = new LinkedHashMap<>();
        chosen.heldOut().forEach((set, scored) -> heldOut.put(set, figures(classes, scored)));
        Map<Fusion, TaskFigures> compared = new LinkedHashMap<>();
        fits.forEach((fusion, fit) -> compared.put(
                fusion, figures(classes, fit.heldOut().values().iterator().next())));
        return new TrainingReport(
                request.name(),
                request.task(),
                request.fusion(),
                examples,
                recordings.stream().mapToLong(EmbeddedRecording::refusedCount).sum(),
                chosen.epochs(),
                chosen.head().temperature(),
                heldOut,
                compared);
    }

    private HeadTrainer.Fit chosen(Map<Fusion, HeadTrainer.Fit> fits) {
        HeadTrainer.Fit fit = fits.get(request.fusion());
        if (fit == null) {
            throw new IllegalStateException("the head that was asked for was not fitted");
        }
        return fit;
    }

    private static TaskFigures figures(List<String> classes, List<Scored> scored) {
        var confusion = new Confusion(classes);
        scored.forEach(one -> confusion.add(one.truth(), one.predicted()));
        return new TaskFigures(confusion, 0, Map.of());
    }

    private void write(Map<Fusion, HeadTrainer.Fit> fits, TrainingReport report, List<String> fitted, List<String> held)
            throws IOException {
        FittedHead head = chosen(fits).head();
        var bundle = new HeadBundle(report.name(), report.task(), head);
        var card = new HeadCard(request, report, fitted, held, head.shape().classes(), bundle.parameters());
        bundle.write(request.bundle(), report.toJson().toPrettyString() + "\n", card.toMarkdown());
        progress.accept("written to " + request.bundle());
    }

    private static List<String> names(List<EmbeddedRecording> recordings) {
        return recordings.stream().map(EmbeddedRecording::name).toList();
    }

    private static <T> List<T> concatenated(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
