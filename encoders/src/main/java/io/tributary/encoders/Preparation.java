package io.tributary.encoders;

import io.tributary.encoders.model.ModelInput;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What one kind of observation needs before a model can take it.
 *
 * @param <P> one prepared input: token ids, pixels, samples
 */
public interface Preparation<P> extends AutoCloseable {
    /** @throws RefusedException if this observation cannot be used; the others can */
    P prepare(Observation observation) throws RefusedException;

    /** Groups inputs, given by their place in {@code prepared}, into model batches; each place occurs once. */
    List<List<Integer>> batches(List<P> prepared);

    /** Batches of at most {@code size} of {@code count} inputs, in input order. */
    static List<List<Integer>> inOrder(int count, int size) {
        List<List<Integer>> batches = new ArrayList<>();
        for (int start = 0; start < count; start += size) {
            batches.add(IntStream.range(start, Math.min(count, start + size))
                    .boxed()
                    .toList());
        }
        return batches;
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
