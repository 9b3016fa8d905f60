package io.tributary.encoders;

import io.tributary.schemas.Observation;
import java.util.List;

/**
 * Turns observations of one kind into embeddings.
 *
 * <ul>
 *   <li><b>Order:</b> one result an input, in input order, whatever order the model saw them in.
 *   <li><b>Threads:</b> one thread at a time; each stage owns its encoder.
 *   <li><b>Memory:</b> native tensors and images die with the call; no result refers to them.
 *   <li><b>Errors:</b> a bad input becomes {@link Encoded.Rejected}, and the others are still encoded.
 * </ul>
 */
public interface Encoder extends AutoCloseable {
    /**
     * Encodes a batch of any size, cut into model batches as suits the model.
     *
     * @throws io.tributary.encoders.model.InferenceException if the model is closed or the runtime cannot work at all
     */
    List<Encoded> encode(List<Observation> batch);

    /** {@code name@version} of the bundle. */
    String modelName();

    /** SHA-256 of the model file, lower-case hexadecimal. */
    String modelHash();

    /** The space that the vectors lie in; vectors of different spaces are never fused as one. */
    String space();

    /** Length of every vector. */
    int dimension();

    /** Frees the model; a closed encoder encodes no more. */
    @Override
    void close();
}
