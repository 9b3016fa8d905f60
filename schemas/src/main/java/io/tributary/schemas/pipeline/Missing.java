package io.tributary.schemas.pipeline;

import io.tributary.schemas.FloatVector;
import java.time.Duration;
import java.util.Optional;

/**
 * What stands for a modality that has no observation in a window. The examples are those of the window [10 s, 20 s), for
 * which a text came, and of pictures only one at 4 s.
 */
public sealed interface Missing {
    /** Nothing: the moment has the text, and the heads are told that there is no picture. */
    record Mask() implements Missing {}

    /** The moment is not decided, and counted as incomplete. */
    record Required() implements Missing {}

    /**
     * The last observation before the window: the picture of 4 s, 16 s before the window's end. With {@code maxAge} of 16 s
     * it stands for the missing one; with 15 s the picture is absent.
     *
     * @param maxAge event time from that observation to the window's end, at most
     */
    record ReuseLast(Duration maxAge) implements Missing {
        public ReuseLast {
            if (maxAge.toMillis() < 1) {
                throw new IllegalArgumentException("max-age is " + maxAge + ", expected a millisecond or more");
            }
        }
    }

    /** A constant, as if it had been observed; empty for zeros, as many as the head takes. */
    record DefaultVector(Optional<FloatVector> vector) implements Missing {}
}
