package io.tributary.bench.raw;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tributary.encoders.model.OnnxRuntime;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One session of ONNX Runtime over a model file; safe for use by several threads. */
public final class RawModel implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;

    private RawModel(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /**
     * @param threads within one operation
     * @param spinning whether they wait for work by turning round and round, as they do unless told otherwise
     */
    public static RawModel load(Path file, int threads, boolean spinning) {
        OnnxRuntime.initialise();
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", spinning ? "1" : "0");
            return new RawModel(environment, environment.createSession(file.toString(), options));
        } catch (OrtException e) {
            throw new IllegalStateException(file + " cannot be loaded by ONNX Runtime: " + e.getMessage(), e);
        }
    }

    /** One call; the first output's values, row by row, in an array of the caller's. */
    public float[] run(List<RawInput> inputs) {
        Map<String, OnnxTensor> tensors = new HashMap<>();
        try {
            for (RawInput input : inputs) {
                tensors.put(input.name(), input.tensor(environment));
            }
            try (OrtSession.Result result = session.run(tensors)) {
                FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] output = new float[values.remaining()];
                values.get(output);
                return output;
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close a session: " + e.getMessage(), e);
        }
    }
}
