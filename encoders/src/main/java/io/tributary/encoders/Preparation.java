package io.tributary.encoders;

import io.tributary.encoders.model.ModelInput;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import java.util.List;

/**
 * What one kind of observation needs before a model can take it. Safe for use by several threads.
 *
 * @param <P> one prepared input: token ids, pixels, samples
 */
public interface Preparation<P> extends AutoCloseable {
    /** @throws RefusedException if this observation cannot be used; the others can */
    P prepare(Observation observation) throws RefusedException;

    /**
     * How wide the input makes a model call: its tokens. 0 where all inputs are of one size.
     */
    default int width(P prepared) {
        return 0;
    }

    /** Whether every input has the width 0. */
    default boolean isOfOneWidth() {
        return true;
    }

    /** The model's inputs for one batch, in direct buffers. */
    List<ModelInput> pack(List<P> batch);

    /** Whether the model sees only the beginning of the input. */
    default boolean isTruncated(P prepared) {
        return false;
    }

    /** The share in [0, 1] of the input that was measured. */
    default float coverage(P prepared) {
        return 1f;
    }

    @Override
    default void close() {}
}
