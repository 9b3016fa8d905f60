package io.tributary.training.head;

import io.tributary.schemas.FloatVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One moment whose truth is known.
 *
 * @param at start of the moment, event time
 * @param embeddings one a modality of the head, in its order; empty where absent
 * @param sequences one a modality: the positions that its embedding was made of, in order; empty where there is only the
 *     embedding. What an absent modality has is not looked at
 * @param label index of the class
 */
public record Example(
        String entity,
        Instant at,
        List<Optional<FloatVector>> embeddings,
        List<List<FloatVector>> sequences,
        int label) {
    /** @throws IllegalArgumentException if every modality is absent */
    public Example {
        embeddings = List.copyOf(embeddings);
        sequences = sequences.stream().map(List::copyOf).toList();
        if (embeddings.stream().allMatch(Optional::isEmpty)) {
            throw new IllegalArgumentException(
                    "an example of " + entity + " at " + at + " has no embedding, expected at least one");
        }
    }

    /** Without sequences. */
    public Example(String entity, Instant at, List<Optional<FloatVector>> embeddings, int label) {
        this(entity, at, embeddings, Collections.nCopies(embeddings.size(), List.of()), label);
    }

    boolean has(int modality) {
        return embeddings.get(modality).isPresent();
    }

    /** What a head sees of a modality: the vector, or of its positions the last ones that there is room for. */
    List<FloatVector> positions(int modality, HeadShape.Input input) {
        List<FloatVector> sequence = sequences.get(modality);
        if (!has(modality) || !input.takesSequence() || sequence.isEmpty()) {
            return embeddings.get(modality).stream().toList();
        }
        return sequence.subList(Math.max(0, sequence.size() - input.sequence()), sequence.size());
    }

    /** The same moment without one of several modalities; empty if nothing else is there, or it was absent anyway. */
    Optional<Example> without(int modality) {
        long others = embeddings.stream().filter(Optional::isPresent).count() - 1;
        if (!has(modality) || others == 0) {
            return Optional.empty();
        }
        List<Optional<FloatVector>> rest = new ArrayList<>(embeddings);
        rest.set(modality, Optional.empty());
        return Optional.of(new Example(entity, at, rest, sequences, label));
    }

    /** The same moment with no other modalities than those whose bit is set; empty unless all of them are there. */
    Optional<Example> only(int modalities) {
        List<Optional<FloatVector>> kept = new ArrayList<>();
        for (int m = 0; m < embeddings.size(); m++) {
            boolean wanted = (modalities >> m & 1) == 1;
            if (wanted && !has(m)) {
                return Optional.empty();
            }
            kept.add(wanted ? embeddings.get(m) : Optional.empty());
        }
        return Optional.of(new Example(entity, at, kept, sequences, label));
    }
}
