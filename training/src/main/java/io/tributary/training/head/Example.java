package io.tributary.training.head;

import io.tributary.schemas.FloatVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One moment whose truth is known.
 *
 * @param at start of the moment, event time
 * @param embeddings one a modality of the head, in its order; empty where absent
 * @param label index of the class
 */
public record Example(String entity, Instant at, List<Optional<FloatVector>> embeddings, int label) {
    /** @throws IllegalArgumentException if every modality is absent */
    public Example {
        embeddings = List.copyOf(embeddings);
        if (embeddings.stream().allMatch(Optional::isEmpty)) {
            throw new IllegalArgumentException(
                    "an example of " + entity + " at " + at + " has no embedding, expected at least one");
        }
    }

    boolean has(int modality) {
        return embeddings.get(modality).isPresent();
    }

    /** The same moment without one of several modalities; empty if nothing else is there, or it was absent anyway. */
    Optional<Example> without(int modality) {
        long others = embeddings.stream().filter(Optional::isPresent).count() - 1;
        if (!has(modality) || others == 0) {
            return Optional.empty();
        }
        List<Optional<FloatVector>> rest = new ArrayList<>(embeddings);
        rest.set(modality, Optional.empty());
        return Optional.of(new Example(entity, at, rest, label));
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
        return Optional.of(new Example(entity, at, kept, label));
    }
}
