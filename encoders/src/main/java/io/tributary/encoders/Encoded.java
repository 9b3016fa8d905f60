package io.tributary.encoders;

import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Refusal;

/** What became of one input: its embedding, or the reason why there is none. */
public sealed interface Encoded {
    /**
     * @param vector float32 {@code [dimension]}, every value finite
     * @param truncated whether the model saw only the beginning of the input
     * @param coverage of a reading: the share in [0, 1] that was measured; 1 for texts and images
     */
    record Success(FloatVector vector, boolean truncated, float coverage) implements Encoded {}

    /** Why this input, and it alone, has no embedding. */
    record Rejected(Refusal refusal) implements Encoded {}
}
