package io.tributary.fusion.head;

import io.tributary.schemas.FloatVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One row of a head's batch.
 *
 * @param vectors one an input of the head, in its order, float32 {@code [dimension]}; empty where absent
 */
record Row(List<Optional<FloatVector>> vectors) {
    Row {
        vectors = List.copyOf(vectors);
    }

    boolean isEmpty() {
        return vectors.stream().allMatch(Optional::isEmpty);
    }

    boolean has(int input) {
        return vectors.get(input).isPresent();
    }

    Row without(int input) {
        List<Optional<FloatVector>> left = new ArrayList<>(vectors);
        left.set(input, Optional.empty());
        return new Row(left);
    }
}
