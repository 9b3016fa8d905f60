package io.tributary.encoders.model;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * One named input tensor of a model, batch axis first, in a direct buffer of native byte order that is ready to be read.
 *
 * <p>A thread's tensors of one name share their memory: a tensor holds its values until the same thread makes the next one
 * of that name, which is after the model call that it was made for.
 */
public sealed interface ModelInput {
    String name();

    /** The sizes of the axes; a copy. */
    long[] shape();

    /** float32 values. */
    final class Floats implements ModelInput {
        private final String name;
        private final FloatBuffer values;
        private final long[] shape;

        private Floats(String name, FloatBuffer values, long[] shape) {
            this.name = name;
            this.values = values;
            this.shape = shape;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        /** The same values under another name. */
        Floats named(String other) {
            return new Floats(other, values, shape);
        }

        /** The buffer itself, to be filled by absolute puts or read. */
        public FloatBuffer values() {
            return values;
        }
    }

    /** int64 values. */
    final class Longs implements ModelInput {
        private final String name;
        private final LongBuffer values;
        private final long[] shape;

        private Longs(String name, LongBuffer values, long[] shape) {
            this.name = name;
            this.values = values;
            this.shape = shape;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        /** The buffer itself, to be filled by absolute puts or read. */
        public LongBuffer values() {
            return values;
        }
    }

    /** A float32 tensor of zeros. */
    static Floats floats(String name, long... shape) {
        return new Floats(name, zeros(name, shape, Float.BYTES).asFloatBuffer(), shape.clone());
    }

    /** An int64 tensor of zeros. */
    static Longs longs(String name, long... shape) {
        return new Longs(name, zeros(name, shape, Long.BYTES).asLongBuffer(), shape.clone());
    }

    private static ByteBuffer zeros(String name, long[] shape, int bytes) {
        long size = Math.multiplyExact(Arrays.stream(shape).reduce(1, Math::multiplyExact), bytes);
        return TensorMemory.ofThisThread().zeros(name, Math.toIntExact(size));
    }
}
