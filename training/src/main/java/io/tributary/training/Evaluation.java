package io.tributary.training;

import io.tributary.encoders.Encoder;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.fusion.Moment;
import io.tributary.fusion.head.HeadManifest;
import io.tributary.fusion.head.Heads;
import io.tributary.fusion.head.InvalidHeadException;
import io.tributary.schemas.Decision;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import io.tributary.schemas.recording.InvalidRecordingException;
import io.tributary.schemas.recording.Label;
import io.tributary.training.evaluation.Confusion;
import io.tributary.training.evaluation.TaskFigures;
import io.tributary.training.moments.EmbeddedRecording;
import io.tributary.training.moments.LabelledMoments;
import io.tributary.training.moments.OpenEncoders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Measures a pipeline on a recording: the same encoders, framing, alignment and heads as the stages, without a broker.
 *
 * <p>What depends on the wall clock, {@code max-wait} and {@code idle-after}, never happens here, so the same recording
 * always gives the same figures.
 */
public final class Evaluation {
    private final Pipeline pipeline;
    private final EmbeddedRecording recording;
    private final LabelledMoments moments;
    private final Heads heads;

    private Evaluation(Pipeline pipeline, EmbeddedRecording recording, Heads heads) {
        this.pipeline = pipeline;
        this.recording = recording;
        this.moments = new LabelledMoments(recording.moments());
        this.heads = heads;
    }

    /** As {@link #run(Path, Pipeline, Consumer)}, telling nobody how far it is. */
    public static EvaluationReport run(Path recording, Pipeline pipeline) throws InterruptedException {
        return run(recording, pipeline, step -> {});
    }

    /**
     * Decides every moment of the recording and holds the decisions against its labels.
     *
     * @param recording a recording's folder
     * @param progress told of each step in words; called from this thread
     * @throws TrainingException in words, if the recording, a bundle or every label is missing
     * @throws InterruptedException if the thread is interrupted while it reads the recording
     */
    public static EvaluationReport run(Path recording, Pipeline pipeline, Consumer<String> progress)
            throws InterruptedException {
        try (var directory = new TemporaryFolder("tributary-heads")) {
            return decided(recording, ZeroShotHeads.prepared(pipeline, directory.path()), progress);
        } catch (InvalidRecordingException | InvalidBundleException | InvalidHeadException e) {
            throw new TrainingException(String.valueOf(e.getMessage()), e);
        }
    }

    private static EvaluationReport decided(Path recording, Pipeline pipeline, Consumer<String> progress)
            throws InterruptedException {
        // The encoders come first: DJL must start ONNX Runtime before the heads use it.
        try (OpenEncoders encoders = OpenEncoders.of(pipeline);
                Heads heads = Heads.load(pipeline)) {
            requireSpaces(pipeline, encoders, heads);
            var embedded = EmbeddedRecording.of(recording, pipeline, encoders, progress);
            return new Evaluation(pipeline, embedded, heads).report();
        }
    }

    /** A head that refuses every embedding of a modality would only show as a bad figure. */
    private static void requireSpaces(Pipeline pipeline, OpenEncoders encoders, Heads heads) {
        for (HeadManifest head : heads.manifests()) {
            for (HeadManifest.Input input : head.inputs()) {
                Encoder encoder = encoders.of(input.modality());
                if (heads.wrongSpace(input.modality(), encoder.space(), encoder.dimension())
                                .isPresent()
                        && !encoder.space().equals(input.space())) {
                    throw new TrainingException("The head " + head.id() + " was fitted on embeddings of "
                            + input.modality() + " in space " + input.space() + ", but " + encoder.modelName() + " of "
                            + pipeline.file() + " gives " + encoder.space()
                            + ". Fit the head again with 'tributary train', or name the encoder that it knows.");
                }
            }
        }
    }

    private EvaluationReport report() {
        Map<String, List<Label>> labels = new LinkedHashMap<>();
        for (Task task : pipeline.tasks()) {
            List<Label> some = recording.labels().stream()
                    .filter(label -> label.task().equals(task.name()))
                    .toList();
            if (!some.isEmpty()) {
                labels.put(task.name(), some);
            }
        }
        if (labels.isEmpty()) {
            throw new TrainingException("The recording " + recording.name() + " has no label of a task of "
                    + pipeline.file() + ", expected labels of "
                    + pipeline.tasks().stream().map(Task::name).toList());
        }
        Map<String, Counted> complete = counted(labels, Optional.empty());
        Map<String, Map<String, Double>> without = without(labels, complete);
        Map<String, TaskFigures> tasks = new LinkedHashMap<>();
        complete.forEach((task, counted) -> tasks.put(
                task, new TaskFigures(counted.confusion, counted.undecided, without.getOrDefault(task, Map.of()))));
        return new EvaluationReport(
                recording.name(),
                pipeline.name(),
                recording.moments().size(),
                recording.refused(),
                recording.late(),
                tasks);
    }

    /** By task, then modality: accuracy over the labels that the whole moment decides. */
    private Map<String, Map<String, Double>> without(Map<String, List<Label>> labels, Map<String, Counted> complete) {
        Map<String, Map<String, Double>> without = new HashMap<>();
        for (Modality modality : pipeline.modalities()) {
            counted(labels, Optional.of(modality.name())).forEach((task, counted) -> {
                Counted whole = complete.getOrDefault(task, counted);
                long right = Math.round(counted.confusion.accuracy() * counted.confusion.total());
                long all = whole.confusion.total();
                without.computeIfAbsent(task, name -> new LinkedHashMap<>())
                        .put(modality.name(), all == 0 ? 0 : right / (double) all);
            });
        }
        return without;
    }

    private Map<String, Counted> counted(Map<String, List<Label>> labels, Optional<String> removed) {
        Set<Moment> labelled = new LinkedHashSet<>();
        labels.values().forEach(some -> some.forEach(label -> moments.of(label).ifPresent(labelled::add)));
        List<Moment> seen = labelled.stream()
                .map(moment -> removed.map(name -> without(moment, name)).orElse(moment))
                .toList();
        Map<String, Decision> decisions = new HashMap<>();
        heads.decide(seen).forEach(decision -> decisions.put(decision.id(), decision));
        Map<String, Counted> counted = new LinkedHashMap<>();
        labels.forEach((task, some) -> counted.put(task, count(task, some, decisions)));
        return counted;
    }

    private Counted count(String task, List<Label> labels, Map<String, Decision> decisions) {
        List<String> classes = classes(task);
        var confusion = new Confusion(classes);
        long undecided = 0;
        for (Label label : labels) {
            Optional<Decision> decision = moments.of(label)
                    .map(moment -> Decision.idOf(moment.entity(), moment.windowStart(), moment.windowEnd(), task))
                    .flatMap(id -> Optional.ofNullable(decisions.get(id)))
                    .filter(found -> !found.abstained());
            int truth = classes.indexOf(label.label());
            if (truth < 0) {
                throw new TrainingException("The label '" + label.label() + "' of " + label.entity() + " at "
                        + label.at() + " is none of the classes " + classes + " of the head for '" + task + "'");
            }
            if (decision.isPresent()) {
                confusion.add(truth, classes.indexOf(decision.get().label()));
            } else {
                undecided++;
            }
        }
        return new Counted(confusion, undecided);
    }

    private List<String> classes(String task) {
        List<String> names = pipeline.tasks().stream().map(Task::name).toList();
        return heads.manifests().get(names.indexOf(task)).classes();
    }

    private static Moment without(Moment moment, String modality) {
        List<Moment.Slot> slots = new ArrayList<>();
        moment.slots()
                .forEach(slot -> slots.add(slot.modality().equals(modality) ? new Moment.Absent(modality) : slot));
        return new Moment(
                moment.entity(),
                moment.windowStart(),
                moment.windowEnd(),
                moment.closedBy(),
                moment.triggeredAt(),
                slots);
    }

    private record Counted(Confusion confusion, long undecided) {}
}
