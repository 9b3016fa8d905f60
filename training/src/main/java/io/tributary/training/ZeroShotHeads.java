package io.tributary.training;

import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.model.Bundle;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.ModelChoice;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import io.tributary.schemas.pipeline.ZeroShot;
import io.tributary.training.head.HeadBundle;
import io.tributary.training.head.HeadShape;
import io.tributary.training.head.ZeroShotHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the heads of zero-shot tasks: embeds the classes' texts once and writes a bundle like that of any other head, which
 * fusion loads without knowing an encoder. Needs no PyTorch engine.
 */
public final class ZeroShotHeads {
    private final Pipeline pipeline;
    private final Task task;
    private final ZeroShot zeroShot;

    private ZeroShotHeads(Pipeline pipeline, Task task, ZeroShot zeroShot) {
        this.pipeline = pipeline;
        this.task = task;
        this.zeroShot = zeroShot;
    }

    /**
     * Writes the head of every zero-shot task.
     *
     * @param directory where each has a folder, which is replaced; untouched where no task is zero-shot
     * @return the same pipeline, whose tasks all have heads that are there
     * @throws TrainingException in words, if the texts cannot be compared with the modalities' embeddings
     * @throws io.tributary.encoders.model.InvalidBundleException if an encoder is damaged
     */
    public static Pipeline prepared(Pipeline pipeline, Path directory) {
        List<Task> tasks = new ArrayList<>();
        for (Task task : pipeline.tasks()) {
            if (task.zeroShot().isEmpty()) {
                tasks.add(task);
            } else {
                // The number keeps apart what the plain letters may not.
                String plain = (pipeline.name() + "-" + task.name()).replaceAll("[^A-Za-z0-9_-]+", "-");
                Path folder = directory.resolve(plain + "-" + tasks.size());
                write(pipeline, task, folder);
                tasks.add(task.withHead(folder));
            }
        }
        return pipeline.withTasks(tasks);
    }

    /**
     * Writes the head of one zero-shot task, replacing the one that is there.
     *
     * @throws TrainingException in words, if the texts cannot be compared with the modalities' embeddings
     * @throws IllegalArgumentException if the task is not zero-shot
     */
    public static void write(Pipeline pipeline, Task task, Path folder) {
        ZeroShot zeroShot = task.zeroShot()
                .orElseThrow(() -> new IllegalArgumentException("the task " + task.name() + " is not zero-shot"));
        new ZeroShotHeads(pipeline, task, zeroShot).write(folder);
    }

    private void write(Path folder) {
        ZeroShotHead head;
        try (Encoder encoder = textEncoder()) {
            head = head(encoder);
        } catch (IllegalArgumentException e) {
            throw new TrainingException("The task '" + task.name() + "': " + e.getMessage(), e);
        }
        try {
            new HeadBundle(pipeline.name() + "-" + task.name(), task.name(), head).write(folder, card(head));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The head of the task '" + task.name() + "' cannot be written to " + folder, e);
        }
    }

    /** The variant and the space's name are those of the modalities, as they are part of what makes a space. */
    private Encoder textEncoder() {
        ModelChoice compared = modality(zeroShot.modalities().get(0)).model();
        var prompts = new Modality(
                task.name() + "-prompts",
                Kind.TEXT,
                zeroShot.encoder(),
                Optional.empty(),
                Batching.of(Kind.TEXT),
                Duration.ZERO,
                new ModelChoice(compared.variant(), Optional.empty(), compared.space(), false));
        if (Bundle.read(prompts).kind() != Kind.TEXT) {
            throw new TrainingException("The task '" + task.name() + "' has its prompts embedded by "
                    + zeroShot.encoder() + ", which does not encode texts, expected an encoder with a text tower whose"
                    + " space is that of its modalities, such as a folder of CLIP; change zero-shot.encoder");
        }
        return Encoders.open(prompts);
    }

    private ZeroShotHead head(Encoder encoder) {
        List<HeadShape.Input> inputs = new ArrayList<>();
        for (String name : zeroShot.modalities()) {
            requireSpace(encoder, modality(name));
            inputs.add(new HeadShape.Input(name, encoder.dimension(), encoder.space()));
        }
        List<ZeroShotHead.ClassVector> classes = zeroShot.classes().stream()
                .map(one -> ZeroShotHead.ClassVector.of(one.name(), one.prompts(), embedded(encoder, one.prompts())))
                .toList();
        return new ZeroShotHead(inputs, classes, encoder.modelName(), zeroShot.temperature());
    }

    /** Only where the modality's encoder is at hand: the stages of a pipeline may run on different machines. */
    private void requireSpace(Encoder encoder, Modality modality) {
        if (!Files.isDirectory(modality.encoder())) {
            return;
        }
        Bundle bundle = Bundle.read(modality);
        if (!bundle.space().equals(encoder.space()) || bundle.dimension() != encoder.dimension()) {
            throw new TrainingException("The task '" + task.name() + "' compares " + modality.name() + " in the space "
                    + bundle.space() + " of " + bundle.dimension() + " with prompts in the space " + encoder.space()
                    + " of " + encoder.dimension() + ", expected one space; name an encoder of two towers for both, or"
                    + " leave " + modality.name() + " out of zero-shot.modalities");
        }
    }

    private List<FloatVector> embedded(Encoder encoder, List<String> prompts) {
        List<Observation> observations = prompts.stream()
                .map(prompt ->
                        new Observation("prompt", task.name(), "prompts", Instant.EPOCH, new Payload.Text(prompt)))
                .toList();
        List<Encoded> answers = encoder.encode(observations);
        List<FloatVector> vectors = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            vectors.add(vector(prompts.get(i), answers.get(i)));
        }
        return vectors;
    }

    private FloatVector vector(String prompt, Encoded answer) {
        if (answer instanceof Encoded.Success success && !success.truncated()) {
            return success.vector();
        }
        String reason = answer instanceof Encoded.Rejected rejected
                ? rejected.refusal().detail()
                : "it is longer than what " + zeroShot.encoder() + " reads";
        throw new TrainingException("The task '" + task.name() + "' has the prompt '" + prompt
                + "', which cannot be embedded: " + reason + "; change zero-shot.prompts");
    }

    private Modality modality(String name) {
        return pipeline.modality(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the pipeline has no modality " + name + ", expected some of " + pipeline.modalityNames()));
    }

    private String card(ZeroShotHead head) {
        var prompts = new StringBuilder();
        head.classes().forEach(one -> prompts.append("- `")
                .append(one.name())
                .append("`: ")
                .append(String.join(" · ", one.prompts()))
                .append('\n'));
        return """
                # %s-%s

                Decides the task `%s` of a moment from %s, by the class whose texts lie nearest to it.

                **Fusion.** Zero-shot: softmax(cosine / %s) between the mean direction of the present embeddings and each
                class's vector, the mean direction of its texts, embedded by `%s`.

                %s
                Nothing was fitted and nothing measured; scores are no calibrated probabilities. `tributary evaluate` says how
                good it is on a recording with labels.
                """
                .formatted(
                        pipeline.name(),
                        task.name(),
                        task.name(),
                        String.join(", ", zeroShot.modalities()),
                        head.temperature(),
                        head.encoder(),
                        prompts);
    }
}
