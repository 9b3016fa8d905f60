package io.tributary.fusion.head;

import io.tributary.schemas.Refusal;
import java.util.List;

/**
 * That heads were not trained on the encoder that made an embedding. For these heads the embedding counts as absent; other
 * heads and the alignment use it.
 *
 * @param modality of the embedding
 * @param found the embedding's space and dimension, in words
 * @param heads those that cannot use it and whose task has none that can, at least one, in the order of the tasks
 */
public record WrongSpace(String modality, String found, List<Expectation> heads) {
    public WrongSpace {
        heads = List.copyOf(heads);
    }

    /** What one head was trained on: {@code space} and {@code dimension} in words. */
    public record Expectation(String task, String head, String expected) {}

    /** The cause of the embedding's dead letter. */
    public Refusal refusal() {
        String expectations = String.join(
                "; ",
                heads.stream()
                        .map(head -> "head " + head.head() + " of task " + head.task() + " was trained on "
                                + head.expected())
                        .toList());
        return new Refusal(
                Refusal.Cause.WRONG_SPACE,
                "space",
                "the embedding of " + modality + " is of " + found + ", but " + expectations
                        + "; train a head on this space and add it to the task's 'head' in the pipeline file, or push the"
                        + " encoder that the head was trained with");
    }
}
