package io.tributary.testing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A head of two classes over a sequence of text positions of two values and a sensor's vector of two, small enough to be
 * reckoned by hand: the logits are the sum of all present positions and of the vector; what is present weighs the same.
 */
public final class TinySequenceHead {
    private TinySequenceHead() {}

    /**
     * Writes a bundle that takes at most {@code most} positions.
     *
     * @param positions size of the graph's axis of positions; a name leaves it open
     */
    public static Path write(Path folder, int most, String positions) {
        byte[] model = model(positions);
        String manifest =
                """
                name: sequence-head
                version: 1
                task: question
                fusion: cross-attention
                classes: [no, yes]
                modalities:
                  text: { dimension: 2, space: text-1, sequence: %d }
                  sensor: { dimension: 2, space: sensor-1 }
                model: model.onnx
                sha256: %s
                """
                        .formatted(most, sha256(model));
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("model.onnx"), model);
            Files.writeString(folder.resolve("head.yaml"), manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private static byte[] model(String positions) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
        integer(graph, "zero", 0);
        integer(graph, "one", 1);
        integer(graph, "two", 2);
        graph.addNode(node("Unsqueeze", List.of("mask_text", "two"), "shown"));
        graph.addNode(node("Mul", List.of("embedding_text", "shown"), "positions"));
        graph.addNode(with(node("ReduceSum", List.of("positions", "one"), "sum"), "keepdims", 0));
        graph.addNode(with(node("Gather", List.of("mask", "zero"), "text"), "axis", 1));
        graph.addNode(with(node("Gather", List.of("mask", "one"), "sensor"), "axis", 1));
        graph.addNode(node("Mul", List.of("sum", "text"), "heard"));
        graph.addNode(node("Mul", List.of("embedding_sensor", "sensor"), "measured"));
        graph.addNode(node("Add", List.of("heard", "measured"), "logits"));
        graph.addNode(with(node("Softmax", List.of("logits"), "scores"), "axis", 1));
        graph.addNode(with(node("ReduceSum", List.of("mask", "one"), "count"), "keepdims", 1));
        graph.addInitializer(TensorProto.newBuilder()
                .setName("least")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(1)
                .addFloatData(1f));
        graph.addNode(node("Max", List.of("count", "least"), "atLeastOne"));
        graph.addNode(node("Div", List.of("mask", "atLeastOne"), "weights"));
        graph.addInput(tensor("embedding_text", "batch", positions, "2"));
        graph.addInput(tensor("mask_text", "batch", positions));
        graph.addInput(tensor("embedding_sensor", "batch", "2"));
        graph.addInput(tensor("mask", "batch", "2"));
        graph.addOutput(tensor("scores", "batch", "2"));
        graph.addOutput(tensor("weights", "batch", "2"));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static void integer(GraphProto.Builder graph, String name, long value) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .addInt64Data(value));
    }

    private static NodeProto.Builder node(String operator, List<String> inputs, String output) {
        return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output);
    }

    private static NodeProto.Builder with(NodeProto.Builder node, String attribute, long value) {
        return node.addAttribute(AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value));
    }

    private static ValueInfoProto tensor(String name, String... axes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (String axis : axes) {
            shape.addDim(
                    axis.matches("\\d+")
                            ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(axis))
                            : TensorShapeProto.Dimension.newBuilder().setDimParam(axis));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(shape)))
                .build();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
