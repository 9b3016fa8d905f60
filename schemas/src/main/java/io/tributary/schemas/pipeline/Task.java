package io.tributary.schemas.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One question a pipeline answers of every moment.
 *
 * @param heads folders of heads' bundles, at least one, but none where the task is zero-shot. Of several, each moment has its
 *     decision by the one that can use most of what the moment holds; heads fitted on different encoders' embeddings can so
 *     stand side by side
 * @param requires modalities without which the task has no decision about a moment; may be empty
 * @param zeroShot what the task's head is to be made of before it can decide, see {@link #withHead}; empty where there are
 *     heads
 */
public record Task(String name, List<Path> heads, List<String> requires, Optional<ZeroShot> zeroShot) {
    public Task {
        heads = List.copyOf(heads);
        requires = List.copyOf(requires);
        if (heads.isEmpty() == zeroShot.isEmpty()) {
            throw new IllegalArgumentException("the task " + name + " has "
                    + (heads.isEmpty() ? "no head, expected at least one" : "heads and is zero-shot, expected either"));
        }
    }

    /** With heads that are there. */
    public Task(String name, List<Path> heads, List<String> requires) {
        this(name, heads, requires, Optional.empty());
    }

    /** With one head. */
    public Task(String name, Path head, List<String> requires) {
        this(name, List.of(head), requires);
    }

    /** A task whose head is made of texts when the pipeline starts. */
    public static Task of(String name, ZeroShot zeroShot, List<String> requires) {
        return new Task(name, List.of(), requires, Optional.of(zeroShot));
    }

    /** The same question, answered by the head in a folder. */
    public Task withHead(Path folder) {
        return new Task(name, folder, requires);
    }

    /**
     * The first head, which is preferred where several would do.
     *
     * @throws IllegalStateException if the task is zero-shot, so that its head is yet to be made
     */
    public Path head() {
        if (heads.isEmpty()) {
            throw new IllegalStateException("the task " + name + " is zero-shot and its head is not made yet");
        }
        return heads.get(0);
    }
}
