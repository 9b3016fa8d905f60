package io.tributary.training.head;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** What ONNX Runtime says of a batch by a head's exported graph. */
final class OnnxAnswers {
    private OnnxAnswers() {}

    /** {@code scores} and {@code weights}, row by row. */
    static Map<String, float[]> of(HeadModel head, Batch batch) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OrtSession session = environment.createSession(OnnxHead.write(head))) {
            for (int m = 0; m < batch.embeddings().size(); m++) {
                String name =
                        OnnxTensors.inputName(head.shape().modalities().get(m).modality());
                inputs.put(name, tensor(environment, batch.embeddings().get(m)));
                if (head.shape().modalities().get(m).takesSequence()) {
                    FloatArray positions = batch.positions().get(head.shape().sequenceNumber(m));
                    inputs.put(name.replace("embedding_", "mask_"), tensor(environment, positions));
                }
            }
            inputs.put("mask", tensor(environment, batch.mask()));
            try (OrtSession.Result result = session.run(inputs)) {
                return Map.of("scores", flat(result, "scores"), "weights", flat(result, "weights"));
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, FloatArray array) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(array.values()), array.shape());
    }

    private static float[] flat(OrtSession.Result result, String name) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
