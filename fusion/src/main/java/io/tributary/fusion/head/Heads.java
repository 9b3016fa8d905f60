package io.tributary.fusion.head;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The heads of a pipeline, one or more a task: they turn moments into decisions.
 *
 * <ul>
 *   <li><b>Order:</b> decisions come in the order of the moments, and of one moment in the order of the tasks.
 *   <li><b>No decision:</b> where a modality that the task requires is absent, and where the moment has no modality that
 *       the head takes.
 *   <li><b>Wrong space:</b> an embedding of an encoder that a head was not trained on counts as absent for that head. Ask
 *       {@link #wrongSpace} when it arrives, while the record it came in is at hand.
 *   <li><b>Several heads of one task:</b> a moment is decided by one of them, the one that can use most of it.
 *   <li><b>Abstaining:</b> a head whose answer is not finite abstains: no label, equal scores.
 *   <li><b>Threads:</b> any number. <b>Memory:</b> native sessions, until {@link #close()}.
 * </ul>
 */
public final class Heads implements AutoCloseable {
    private final List<TaskHeads> tasks;

    private Heads(List<TaskHeads> tasks) {
        this.tasks = List.copyOf(tasks);
    }

    /**
     * Loads and tries every head of the pipeline.
     *
     * @throws InvalidHeadException if a bundle cannot be used, saying what to change
     */
    public static Heads load(Pipeline pipeline) {
        List<TaskHeads> tasks = new ArrayList<>();
        try {
            for (Task task : pipeline.tasks()) {
                tasks.add(TaskHeads.load(pipeline, task));
            }
        } catch (RuntimeException e) {
            tasks.forEach(TaskHeads::close);
            throw e;
        }
        return new Heads(tasks);
    }

    /**
     * Decides every task about every moment, in as few calls of the models as there are heads.
     *
     * @throws IllegalStateException if the runtime fails; nothing was decided, so trying again is safe
     */
    public List<Decision> decide(List<Moment> moments) {
        Decision[] decisions = new Decision[moments.size() * tasks.size()];
        for (int t = 0; t < tasks.size(); t++) {
            Map<TaskHead, DecisionBatch> batches = new LinkedHashMap<>();
            for (int m = 0; m < moments.size(); m++) {
                Moment moment = moments.get(m);
                int position = m * tasks.size() + t;
                tasks.get(t).of(moment).ifPresent(head -> head.row(moment).ifPresent(row -> {
                    DecisionBatch batch = batches.computeIfAbsent(head, DecisionBatch::new);
                    batch.add(moment, row, position);
                    if (batch.isFull()) {
                        batch.decide(decisions);
                    }
                }));
            }
            batches.values().forEach(batch -> batch.decide(decisions));
        }
        return Arrays.stream(decisions).filter(Objects::nonNull).toList();
    }

    /** The same as {@link #wrongSpace(String, String, int)} of an embedding. */
    public Optional<WrongSpace> wrongSpace(Embedding embedding) {
        return wrongSpace(
                embedding.modality(), embedding.space(), embedding.vector().length());
    }

    /**
     * Which heads cannot use embeddings although they take the modality, of tasks that have no other head for them; empty
     * where there is no such task.
     */
    public Optional<WrongSpace> wrongSpace(String modality, String space, int dimension) {
        List<WrongSpace.Expectation> expectations = new ArrayList<>(0);
        for (TaskHeads task : tasks) {
            expectations.addAll(task.expectations(modality, space, dimension));
        }
        return expectations.isEmpty()
                ? Optional.empty()
                : Optional.of(new WrongSpace(modality, describe(space, dimension), expectations));
    }

    /** The manifests of the heads, in the order of the tasks. */
    public List<HeadManifest> manifests() {
        return tasks.stream()
                .flatMap(task -> task.heads().stream())
                .map(TaskHead::manifest)
                .toList();
    }

    static String describe(String space, int dimension) {
        return "space " + space + " with " + dimension + " dimensions";
    }

    @Override
    public void close() {
        tasks.forEach(TaskHeads::close);
    }
}
