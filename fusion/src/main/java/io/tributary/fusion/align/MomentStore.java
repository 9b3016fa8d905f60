package io.tributary.fusion.align;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where an {@link Aligner} keeps what it must not forget: keys and values of bytes, ordered by key, compared byte by byte
 * and unsigned. Used by one thread. Arrays are owned by whoever receives them, and nobody changes one that is stored.
 */
public interface MomentStore {
    /** Stores {@code value}, in place of what {@code key} had before. */
    void put(byte[] key, byte[] value);

    /** The same as {@link #put}, where it is certain that {@code key} has nothing. */
    default void add(byte[] key, byte[] value) {
        put(key, value);
    }

    byte @Nullable [] get(byte[] key);

    void delete(byte[] key);

    /**
     * Gives every entry of the range to {@code visitor}, in the order of the keys.
     *
     * @param from first key, inclusive
     * @param to last key, exclusive
     * @param visitor must not change the store
     */
    void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor);
}
