package io.tributary.bench.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;

/** Counts what a model file has learned, or would have. */
final class Parameters {
    private Parameters() {}

    static long of(byte[] model) throws IOException {
        return ModelProto.parseFrom(model).getGraph().getInitializerList().stream()
                .mapToLong(tensor -> tensor.getDimsList().stream().reduce(1L, Math::multiplyExact))
                .sum();
    }
}
