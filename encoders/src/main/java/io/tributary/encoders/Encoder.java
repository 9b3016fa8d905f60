package io.tributary.encoders;

import io.tributary.schemas.Observation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Turns observations of one kind into embeddings.
 *
 * <ul>
 *   <li><b>Order:</b> one result an input, in input order, whatever order the model saw them in.
 *   <li><b>Threads:</b> safe for use by several threads; closed by whoever opened it, when no call is under way.
 *   <li><b>Memory:</b> native tensors and images die with the call; no result refers to them.
 *   <li><b>Errors:</b> a bad input becomes {@link Encoded.Rejected}, and the others are still encoded.
 * </ul>
 */
public interface Encoder extends AutoCloseable {
    /**
     * Encodes a batch of any size, cut into model calls as suits the model, on as many threads as {@code workers} has.
     *
     * @return fails with {@link io.tributary.encoders.model.InferenceException} if the runtime cannot work at all
     */
    CompletableFuture<List<Encoded>> encode(List<Observation> batch, Executor workers);

    /**
     * Encodes a batch on the calling thread.
     *
     * @throws io.tributary.encoders.model.InferenceException if the model is closed or the runtime cannot work at all
     */
    default List<Encoded> encode(List<Observation> batch) {
        try {
            return encode(batch, Runnable::run).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Lets the runtime allocate what batches of usual sizes need, so that the first real ones do not wait for that. */
    default void warm() {}

    /** {@code name@version} of the bundle. */
    String modelName();

    /** SHA-256 of the model file, lower-case hexadecimal. */
    String modelHash();

    /** The space that the vectors lie in; vectors of different spaces are never fused as one. */
    String space();

    /** Length of every vector. */
    int dimension();

    /** The most positions of an embedding's sequence; 0 where it gives vectors alone. */
    default int positions() {
        return 0;
    }

    /** Frees the model; a closed encoder encodes no more. */
    @Override
    void close();
}
