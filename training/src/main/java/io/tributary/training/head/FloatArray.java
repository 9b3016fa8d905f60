package io.tributary.training.head;

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
