package io.tributary.training;

import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import io.tributary.training.head.Fusion;
import io.tributary.training.head.HeadSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * Which head to fit, from what.
 *
 * @param pipeline its encoders, framing and alignment make the moments that the head learns from
 * @param task the task of the pipeline whose head is fitted
 * @param recordings folders of recordings with labels of the task
 * @param heldOut recordings that only measure; empty = parts of {@code recordings} are held out by entity
 * @param modalities what the head sees; empty = every modality of the pipeline
 * @param bundle folder that the head's bundle is written to; its name is the head's
 * @param compare whether the other kinds of fusion are fitted as well, for the report
 */
public record TrainingRequest(
        Pipeline pipeline,
        String task,
        Fusion fusion,
        List<Path> recordings,
        List<Path> heldOut,
        List<String> modalities,
        Path bundle,
        boolean compare,
        HeadSettings settings) {
    /** @throws TrainingException naming what the pipeline does not have */
    public TrainingRequest {
        recordings = List.copyOf(recordings);
        heldOut = List.copyOf(heldOut);
        modalities = modalities.isEmpty() ? pipeline.modalityNames() : inOrder(pipeline, modalities);
        if (recordings.isEmpty()) {
            throw new TrainingException("No recording to learn from, expected at least one folder (--recording)");
        }
        declared(pipeline, task);
    }

    /** Attention over every modality, written to where the pipeline expects the task's head. */
    public static TrainingRequest of(Pipeline pipeline, String task, List<Path> recordings) {
        return new TrainingRequest(
                pipeline,
                task,
                Fusion.ATTENTION,
                recordings,
                List.of(),
                List.of(),
                placeOfHead(pipeline, task),
                false,
                HeadSettings.defaults());
    }

    public TrainingRequest withFusion(Fusion value) {
        return new TrainingRequest(pipeline, task, value, recordings, heldOut, modalities, bundle, compare, settings);
    }

    public TrainingRequest withHeldOut(List<Path> value) {
        return new TrainingRequest(pipeline, task, fusion, recordings, value, modalities, bundle, compare, settings);
    }

    public TrainingRequest withModalities(List<String> value) {
        return new TrainingRequest(pipeline, task, fusion, recordings, heldOut, value, bundle, compare, settings);
    }

    public TrainingRequest withBundle(Path value) {
        return new TrainingRequest(pipeline, task, fusion, recordings, heldOut, modalities, value, compare, settings);
    }

    public TrainingRequest withCompare(boolean value) {
        return new TrainingRequest(pipeline, task, fusion, recordings, heldOut, modalities, bundle, value, settings);
    }

    public TrainingRequest withSettings(HeadSettings value) {
        return new TrainingRequest(pipeline, task, fusion, recordings, heldOut, modalities, bundle, compare, value);
    }

    /** The head's name: that of its folder. */
    public String name() {
        return String.valueOf(bundle.getFileName());
    }

    /** Values of a hidden layer of {@code kind}: as usual for the kind, unless the settings have another than usual. */
    int widthOf(Fusion kind) {
        boolean usual = settings.width() == HeadSettings.defaultsOf(fusion).width();
        return usual ? HeadSettings.defaultsOf(kind).width() : settings.width();
    }

    private static Path placeOfHead(Pipeline pipeline, String name) {
        Task task = declared(pipeline, name);
        if (task.zeroShot().isPresent()) {
            throw new TrainingException(
                    "The task '" + name + "' of " + pipeline.file() + " is zero-shot, so that nothing"
                            + " is learned from recordings; give the task a 'head' to fit one");
        }
        return task.head();
    }

    private static Task declared(Pipeline pipeline, String task) {
        return pipeline.task(task)
                .orElseThrow(() -> new TrainingException("The pipeline " + pipeline.file() + " has no task '" + task
                        + "', expected one of "
                        + String.join(
                                ", ", pipeline.tasks().stream().map(Task::name).toList())));
    }

    private static List<String> inOrder(Pipeline pipeline, List<String> modalities) {
        for (String name : modalities) {
            if (pipeline.modality(name).isEmpty()) {
                throw new TrainingException("The pipeline " + pipeline.file() + " has no modality '" + name
                        + "', expected some of " + String.join(", ", pipeline.modalityNames()));
            }
        }
        return pipeline.modalityNames().stream().filter(modalities::contains).toList();
    }
}
