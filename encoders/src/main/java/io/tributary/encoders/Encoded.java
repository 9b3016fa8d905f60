package io.tributary.encoders;

import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Refusal;
import java.util.List;

/** What became of one input: its embedding, or the reason why there is none. */
public sealed interface Encoded {
    /**
     * @param vector float32 {@code [dimension]}, every value finite
     * @param truncated whether the model saw only the beginning of the input
     * @param coverage of a reading: the share in [0, 1] that was measured; 1 for texts and images
     * @param sequence what the vector was made of, in order, each float32 {@code [dimension]}; empty where the model gives
     *     vectors alone
     */
    record Success(FloatVector vector, boolean truncated, float coverage, List<FloatVector> sequence)
            implements Encoded {
        public Success {
            sequence = List.copyOf(sequence);
        }

        /** Of a model that gives vectors alone. */
        public Success(FloatVector vector, boolean truncated, float coverage) {
            this(vector, truncated, coverage, List.of());
        }
    }

    /** Why this input, and it alone, has no embedding. */
    record Rejected(Refusal refusal) implements Encoded {}
}
