package io.tributary.fusion.head;

import io.tributary.schemas.FloatVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One row of a head's batch.
 *
 * @param inputs one an input of the head, in its order: its positions, each float32 {@code [dimension]}, exactly one where the
 *     head takes a vector; none where absent
 */
record Row(List<List<FloatVector>> inputs) {
    Row {
        List<List<FloatVector>> copies = new ArrayList<>(inputs.size());
        for (List<FloatVector> positions : inputs) {
            copies.add(List.copyOf(positions));
        }
        inputs = Collections.unmodifiableList(copies);
    }

    boolean isEmpty() {
        for (int input = 0; input < inputs.size(); input++) {
            if (has(input)) {
                return false;
            }
        }
        return true;
    }

    boolean has(int input) {
        return !inputs.get(input).isEmpty();
    }

    /** The same with the whole of an input left out. */
    Row without(int input) {
        List<List<FloatVector>> left = new ArrayList<>(inputs);
        left.set(input, List.of());
        return new Row(left);
    }
}
