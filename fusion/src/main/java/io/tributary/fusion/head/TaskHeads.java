package io.tributary.fusion.head;

import io.tributary.fusion.Moment;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A task of the pipeline and all its heads, of which one decides each moment. Owns the heads. */
record TaskHeads(Task task, List<TaskHead> heads) implements AutoCloseable {
    /** @throws InvalidHeadException if a bundle cannot be used, or takes what the pipeline does not have */
    static TaskHeads load(Pipeline pipeline, Task task) {
        if (task.zeroShot().isPresent()) {
            throw new InvalidHeadException("The task " + task.name() + " of the pipeline " + pipeline.name()
                    + " is zero-shot and its head is not made yet, expected a head's folder; './tributary run' makes it at"
                    + " its start, './tributary train' for good.");
        }
        List<TaskHead> heads = new ArrayList<>();
        try {
            for (Path folder : task.heads()) {
                heads.add(TaskHead.load(pipeline, task, folder));
            }
        } catch (RuntimeException e) {
            heads.forEach(TaskHead::close);
            throw e;
        }
        return new TaskHeads(task, heads);
    }

    /**
     * The head that decides a moment: the one that can use most of its modalities; of those, the one that can use most in
     * the space that arrived last; of those, the first in the pipeline file. Empty where none has anything to decide.
     */
    Optional<TaskHead> of(Moment moment) {
        if (heads.size() == 1) {
            return Optional.of(heads.get(0));
        }
        TaskHead best = null;
        Comparator<TaskHead> use = Comparator.<TaskHead>comparingLong(head -> head.usable(moment))
                .thenComparingLong(head -> head.usableAsArrivedLast(moment));
        for (TaskHead head : heads) {
            if (head.row(moment).isPresent() && (best == null || use.compare(head, best) > 0)) {
                best = head;
            }
        }
        return Optional.ofNullable(best);
    }

    /** What the heads expected, if some take the modality but none such embeddings. */
    List<WrongSpace.Expectation> expectations(String modality, String space, int dimension) {
        // A loop, as in whatever is asked for every embedding.
        for (TaskHead head : heads) {
            if (head.accepts(modality, space, dimension)) {
                return List.of();
            }
        }
        return heads.stream()
                .flatMap(head -> head.expectation(modality, space, dimension).stream())
                .toList();
    }

    @Override
    public void close() {
        heads.forEach(TaskHead::close);
    }
}
