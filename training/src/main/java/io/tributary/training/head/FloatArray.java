package io.tributary.training.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** A float32 array of any rank, row by row. Owned by its holder: nobody writes to it once it is made. */
record FloatArray(long[] shape, float[] values) {
    FloatArray {
        if (Arrays.stream(shape).reduce(1, (a, b) -> a * b) != values.length) {
            throw new IllegalArgumentException(
                    "an array of shape " + Arrays.toString(shape) + " has " + values.length + " values");
        }
    }

    static FloatArray vector(float[] values) {
        return new FloatArray(new long[] {values.length}, values);
    }

    /**
     * The same values in an array that {@code manager} owns. Copied within the engine, whose own memory is aligned: how
     * Java's happens to lie would decide the last bits of what is computed.
     */
    NDArray toNative(NDManager manager) {
        try (NDArray unaligned = manager.create(values, new Shape(shape))) {
            return unaligned.duplicate();
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatArray array
                && Arrays.equals(shape, array.shape)
                && Arrays.equals(values, array.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "float32" + Arrays.toString(shape);
    }
}
