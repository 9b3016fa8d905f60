package io.tributary.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** An immutable vector of float32 values with value equality. */
public final class FloatVector {
    private final float[] values;

    private FloatVector(float[] values) {
        this.values = values;
    }

    /** Copies {@code values}. */
    public static FloatVector of(float... values) {
        return new FloatVector(values.clone());
    }

    /** Reads little-endian float32 values from the position to the limit of {@code bytes}, leaving it unchanged. */
    public static FloatVector littleEndian(ByteBuffer bytes) {
        if (bytes.remaining() % Float.BYTES != 0) {
            throw new IllegalArgumentException(
                    "a vector of float32 has " + bytes.remaining() + " bytes, expected a multiple of 4");
        }
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new FloatVector(values);
    }

    /** The values as little-endian float32, in a new buffer that is ready to be read. */
    public ByteBuffer toLittleEndian() {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes;
    }

    public int length() {
        return values.length;
    }

    public float get(int index) {
        return values[index];
    }

    /** A copy that the caller owns. */
    public float[] toArray() {
        return values.clone();
    }

    /** Copies all values into {@code target} from {@code offset} on; what a batch is filled with. */
    public void copyTo(float[] target, int offset) {
        System.arraycopy(values, 0, target, offset, values.length);
    }

    /** Whether no value is NaN or infinite. */
    public boolean isFinite() {
        // Zero times a finite value is zero, times any other NaN, which stays in a sum. Four sums do not wait for each
        // other.
        float first = 0;
        float second = 0;
        float third = 0;
        float fourth = 0;
        int i = 0;
        for (; i + 3 < values.length; i += 4) {
            first += 0 * values[i];
            second += 0 * values[i + 1];
            third += 0 * values[i + 2];
            fourth += 0 * values[i + 3];
        }
        for (; i < values.length; i++) {
            first += 0 * values[i];
        }
        return first + second + third + fourth == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FloatVector vector && Arrays.equals(values, vector.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "float32[" + values.length + "]";
    }
}
