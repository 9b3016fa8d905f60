package io.tributary.bench.raw;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.tributary.encoders.model.ModelInput;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** One named input of a model in memory of its own, where an encoder's are used again for the next call. */
public final class RawInput {
    private final String name;
    private final long[] shape;
    private final Buffer values;

    private RawInput(String name, long[] shape, Buffer values) {
        this.name = name;
        this.shape = shape;
        this.values = values;
    }

    public static RawInput copyOf(ModelInput input) {
        if (input instanceof ModelInput.Floats floats) {
            FloatBuffer values = floats.values().duplicate();
            FloatBuffer copy = direct(values.remaining() * Float.BYTES).asFloatBuffer();
            return new RawInput(input.name(), input.shape(), copy.put(values).flip());
        }
        LongBuffer values = ((ModelInput.Longs) input).values().duplicate();
        LongBuffer copy = direct(values.remaining() * Long.BYTES).asLongBuffer();
        return new RawInput(input.name(), input.shape(), copy.put(values).flip());
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    String name() {
        return name;
    }

    /** A view for one call; the caller closes it. */
    OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
        return values instanceof FloatBuffer floats
                ? OnnxTensor.createTensor(environment, floats.duplicate(), shape)
                : OnnxTensor.createTensor(environment, ((LongBuffer) values).duplicate(), shape);
    }
}
