package io.tributary.bench.load;

import io.tributary.schemas.Payload;

/**
 * What a model is given, by number; payloads of different numbers have different content, so that no cache of embeddings
 * answers for the model. Safe for use by several threads.
 */
public interface Inputs {
    /** The payload of a number of 0 or more, always the same. */
    Payload payload(long number);

    /**
     * So many payloads in a row, from a multiple of this on, are as hard for a model as any other so many: rounds of whole
     * blocks can be compared.
     */
    int block();

    /** How many payloads a model need see to have seen what there is; a multiple of {@link #block()}. */
    int variety();

    /** A line for the report. */
    String describe();
}
