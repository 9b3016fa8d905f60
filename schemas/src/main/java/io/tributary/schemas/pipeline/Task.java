package io.tributary.schemas.pipeline;

import java.nio.file.Path;
import java.util.List;

/**
 * One question a pipeline answers of every moment.
 *
 * @param heads folders of heads' bundles, at least one. Of several, each moment has its decision by the one that can use
 *     most of what the moment holds; heads fitted on different encoders' embeddings can so stand side by side
 * @param requires modalities without which the task has no decision about a moment; may be empty
 */
public record Task(String name, List<Path> heads, List<String> requires) {
    public Task {
        heads = List.copyOf(heads);
        requires = List.copyOf(requires);
        if (heads.isEmpty()) {
            throw new IllegalArgumentException("the task " + name + " has no head, expected at least one");
        }
    }

    /** With one head. */
    public Task(String name, Path head, List<String> requires) {
        this(name, List.of(head), requires);
    }

    /** The first head, which is preferred where several would do. */
    public Path head() {
        return heads.get(0);
    }
}
