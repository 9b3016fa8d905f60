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

/** An ONNX model of a few nodes as it is put together, and the bundle it becomes. Axes are numbers, or names that leave them open. */
final class TinyGraph {
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");

    void constant(String name, long value) {
        graph.addInitializer(one(name, TensorProto.DataType.INT64).addInt64Data(value));
    }

    void constant(String name, float value) {
        graph.addInitializer(one(name, TensorProto.DataType.FLOAT).addFloatData(value));
    }

    private static TensorProto.Builder one(String name, TensorProto.DataType type) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addDims(1);
    }

    void node(String operator, List<String> inputs, String output) {
        graph.addNode(
                NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output));
    }

    void node(String operator, List<String> inputs, String output, String attribute, long value) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAttribute(AttributeProto.newBuilder()
                        .setName(attribute)
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(value)));
    }

    void input(String name, String... axes) {
        graph.addInput(tensor(name, axes));
    }

    void output(String name, String... axes) {
        graph.addOutput(tensor(name, axes));
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

    byte[] model() {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    /**
     * Writes a head's bundle.
     *
     * @param manifest all but the model
     */
    static Path write(Path folder, String manifest, byte[] model) {
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("model.onnx"), model);
            Files.writeString(
                    folder.resolve("head.yaml"), manifest + "model: model.onnx\nsha256: " + sha256(model) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
