package io.tributary.schemas.pipeline;

import java.nio.file.Path;
import java.util.List;

/**
 * One question a pipeline answers of every moment.
 *
 * @param head folder of the head's bundle
 * @param requires modalities without which the task has no decision about a moment; may be empty
 */
public record Task(String name, Path head, List<String> requires) {
    public Task {
        requires = List.copyOf(requires);
    }
}
