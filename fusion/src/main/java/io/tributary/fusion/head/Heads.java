package io.tributary.fusion.head;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The heads of a pipeline, one a task: they turn moments into decisions.
 *
 * <ul>
 *   <li><b>Order:</b> decisions come in the order of the moments, and of one moment in the order of the tasks.
 *   <li><b>No decision:</b> where a modality that the task requires is absent, and where the moment has no modality that
 *       the head takes.
 *   <li><b>Wrong space:</b> an embedding of an encoder that a head was not trained on counts as absent for that head. Ask
 *       {@link #wrongSpace} when it arrives, while the record it came in is at hand.
 *   <li><b>Abstaining:</b> a head whose answer is not finite abstains: no label, equal scores.
 *   <li><b>Threads:</b> any number. <b>Memory:</b> native sessions, until {@link #close()}.
 * </ul>
 */
public final class Heads implements AutoCloseable {
    private static final int LARGEST_BATCH = 256;

    private final List<TaskHead> heads;

    private Heads(List<TaskHead> heads) {
        this.heads = List.copyOf(heads);
    }

    /**
     * Loads and tries every head of the pipeline.
     *
     * @throws InvalidHeadException if a bundle cannot be used, saying what to change
     */
    public static Heads load(Pipeline pipeline) {
        List<TaskHead> heads = new ArrayList<>();
        try {
            for (Task task : pipeline.tasks()) {
                heads.add(TaskHead.load(pipeline, task));
            }
        } catch (RuntimeException e) {
            heads.forEach(TaskHead::close);
            throw e;
        }
        return new Heads(heads);
    }

    /**
     * Decides every task about every moment, in as few calls of the models as there are heads.
     *
     * @throws IllegalStateException if the runtime fails; nothing was decided, so trying again is safe
     */
    public List<Decision> decide(List<Moment> moments) {
        Decision[] decisions = new Decision[moments.size() * heads.size()];
        for (int h = 0; h < heads.size(); h++) {
            TaskHead head = heads.get(h);
            var batch = new DecisionBatch(head);
            for (int m = 0; m < moments.size(); m++) {
                Moment moment = moments.get(m);
                int position = m * heads.size() + h;
                head.row(moment).ifPresent(row -> batch.add(moment, row, position));
                if (batch.size() >= LARGEST_BATCH) {
                    batch.decide(decisions);
                }
            }
            batch.decide(decisions);
        }
        return Arrays.stream(decisions).filter(Objects::nonNull).toList();
    }

    /** Which heads cannot use an embedding although they take its modality; empty where none is in that case. */
    public Optional<WrongSpace> wrongSpace(Embedding embedding) {
        String space = embedding.space();
        int dimension = embedding.vector().length();
        List<WrongSpace.Expectation> expectations = heads.stream()
                .flatMap(head -> head.expectation(embedding.modality(), space, dimension).stream())
                .toList();
        return expectations.isEmpty()
                ? Optional.empty()
                : Optional.of(new WrongSpace(embedding.modality(), describe(space, dimension), expectations));
    }

    /** The manifests of the heads, in the order of the tasks. */
    public List<HeadManifest> manifests() {
        return heads.stream().map(TaskHead::manifest).toList();
    }

    static String describe(String space, int dimension) {
        return "space " + space + " with " + dimension + " dimensions";
    }

    @Override
    public void close() {
        heads.forEach(TaskHead::close);
    }
}
