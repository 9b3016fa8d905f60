package io.tributary.training.head;

import java.util.List;

/**
 * The operations heads are made of. Shapes broadcast from the right, as in NumPy; {@code B} is the batch.
 *
 * @param <T> a float32 tensor: its values, or the name of a node's output
 */
interface Tensors<T> {
    /**
     * Embeddings of the modality in column {@code modality} of the mask, {@code [B, dimension]}, or where sequences are taken
     * {@code [B, positions, dimension]}; anything where absent.
     */
    T embedding(int modality);

    /** Of a modality that sequences are taken of, {@code [B, positions]}: 1 where there is a position, else 0. */
    T positions(int modality);

    /** {@code [B, modalities]}: 1 where present, 0 where absent. */
    T mask();

    /** A trained or fixed array of the head. */
    T parameter(String name);

    T constant(float value);

    T matMul(T left, T right);

    T add(T left, T right);

    T subtract(T left, T right);

    T multiply(T left, T right);

    T divide(T left, T right);

    /** The element-wise maximum of {@code tensor} and {@code floor}. */
    T atLeast(T tensor, float floor);

    T squareRoot(T tensor);

    T logarithm(T tensor);

    T tanh(T tensor);

    /** Along the last axis of a tensor of rank {@code rank}. */
    T softmax(T tensor, int rank);

    /** The sum along {@code axis}, which stays with length 1 where {@code kept}. */
    T sum(T tensor, int axis, boolean kept);

    T concatenate(List<T> tensors, int axis);

    /** Adds an axis of length 1 at {@code axis}. */
    T expand(T tensor, int axis);

    /** {@code [B, n, m]} from {@code [B, m, n]}. */
    T transpose(T tensor);

    /** Column {@code column} of {@code [B, n]}, as {@code [B, 1]}. */
    T column(T tensor, int column);

    /** Sets values to zero at random while training; nothing otherwise. */
    T dropout(T tensor);

    default T relu(T tensor) {
        return atLeast(tensor, 0f);
    }

    default T linear(T tensor, String name) {
        return add(matMul(tensor, parameter(name + ".weight")), parameter(name + ".bias"));
    }
}
