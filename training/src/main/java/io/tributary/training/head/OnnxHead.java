package io.tributary.training.head;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/**
 * A head as an ONNX model, float32 throughout.
 *
 * <p>Inputs: {@code embedding_<modality> [B, dimension]} for each modality, zeros where absent ({@code -} in a name becomes
 * {@code _}), and {@code mask [B, modalities]}. Where a modality's sequences are taken, {@code embedding_<modality> [B,
 * positions, dimension]} and {@code mask_<modality> [B, positions]}, for any number of positions. Outputs: {@code scores [B, classes]}, summing to 1, and {@code weights
 * [B, modalities]}, summing to 1 over the present.
 */
final class OnnxHead {
    private static final long IR_VERSION = 8;
    private static final long OPSET = 13;
    private static final String BATCH = "batch";

    private OnnxHead() {}

    /** The model's bytes; the same head gives the same bytes. */
    static byte[] write(HeadModel head) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("head");
        OnnxTensors tensors = new OnnxTensors(graph, head);
        FusionGraph.Fused<String> fused = head.graph().build(tensors, head.shape());
        String cooled = tensors.divide(fused.logits(), tensors.constant(head.temperature()));
        tensors.output(tensors.softmax(cooled, 2), "scores");
        tensors.output(fused.weights(), "weights");
        for (HeadShape.Input input : head.shape().modalities()) {
            String name = OnnxTensors.inputName(input.modality());
            if (input.takesSequence()) {
                String mask = OnnxTensors.positionsName(input.modality());
                graph.addInput(tensor(name, any(BATCH), any("of_" + mask), fixed(input.dimension())));
                graph.addInput(tensor(mask, any(BATCH), any("of_" + mask)));
            } else {
                graph.addInput(matrix(name, input.dimension()));
            }
        }
        int modalities = head.shape().modalities().size();
        graph.addInput(matrix(OnnxTensors.MASK, modalities));
        graph.addOutput(matrix("scores", head.shape().classes().size()));
        graph.addOutput(matrix("weights", modalities));
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("tributary")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static ValueInfoProto matrix(String name, long columns) {
        return tensor(name, any(BATCH), fixed(columns));
    }

    private static TensorShapeProto.Dimension any(String name) {
        return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
    }

    private static TensorShapeProto.Dimension fixed(long size) {
        return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
    }

    private static ValueInfoProto tensor(String name, TensorShapeProto.Dimension... axes) {
        TensorShapeProto shape =
                TensorShapeProto.newBuilder().addAllDim(List.of(axes)).build();
        TypeProto.Tensor type = TypeProto.Tensor.newBuilder()
                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type))
                .build();
    }
}
