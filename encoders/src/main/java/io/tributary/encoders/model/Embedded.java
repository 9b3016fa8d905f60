package io.tributary.encoders.model;

import io.tributary.schemas.FloatVector;
import java.util.List;

/**
 * What a model made of one input.
 *
 * @param vector float32 {@code [dimension]}, which may hold NaN if the graph computed it
 * @param sequence what the vector was made of, in order, each float32 {@code [dimension]}, where the bundle asks for it; else
 *     empty
 */
public record Embedded(FloatVector vector, List<FloatVector> sequence) {
    public Embedded {
        sequence = List.copyOf(sequence);
    }

    /** Whether no value is NaN or infinite. A vector of the first position alone says nothing of the others. */
    public boolean isFinite() {
        return vector.isFinite() && sequence.stream().allMatch(FloatVector::isFinite);
    }
}
