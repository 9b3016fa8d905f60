package io.tributary.encoders.model;

import java.nio.LongBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which tokens of a call are text, and which fill up the shorter rows. */
record TokenMask(@Nullable LongBuffer shown, int width) {
    static final String INPUT = "attention_mask";

    /** @param width tokens of each row of the answer, which may be other than those of the input */
    static TokenMask of(List<ModelInput> inputs, int width) {
        for (ModelInput input : inputs) {
            if (input instanceof ModelInput.Longs longs && longs.name().equals(INPUT) && longs.shape()[1] == width) {
                return new TokenMask(longs.values(), width);
            }
        }
        return whole(width);
    }

    static TokenMask whole(int width) {
        return new TokenMask(null, width);
    }

    /** Whether the tokens' own mask is known, and so that they are a text's. */
    boolean isOfText() {
        return shown != null;
    }

    boolean shows(int row, int token) {
        return shown == null || shown.get(row * width + token) != 0;
    }
}
