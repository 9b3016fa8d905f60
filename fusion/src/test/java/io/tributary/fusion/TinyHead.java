package io.tributary.fusion;

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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A head of two classes over embeddings of two values, small enough to be reckoned by hand: the logits are the sum of the
 * present embeddings, so the greater of the two sums decides; every present modality weighs the same. Of nothing, the
 * classes are equally likely and no modality weighs anything.
 */
public final class TinyHead {
    public static final List<String> CLASSES = List.of("no", "yes");

    private TinyHead() {}

    /** Writes a bundle of a head that takes {@code modalities} in the spaces {@code <modality>-1}. */
    public static Path write(Path folder, String name, List<String> modalities) {
        return write(folder, name, modalities, model(modalities, "batch"));
    }

    /** The same with {@code modality} in the space {@code <modality>-2}. */
    public static Path writeWithNext(Path folder, String name, List<String> modalities, String modality) {
        write(folder, name, modalities);
        Path manifest = folder.resolve("head.yaml");
        try {
            Files.writeString(
                    manifest,
                    Files.readString(manifest).replace("space: " + modality + "-1", "space: " + modality + "-2"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    public static Path write(Path folder, String name, List<String> modalities, byte[] model) {
        StringBuilder manifest = new StringBuilder("name: " + name + "\nversion: 1\ntask: question\nfusion: late\n"
                + "classes: [" + String.join(", ", CLASSES) + "]\nmodalities:\n");
        modalities.forEach(
                modality -> manifest.append("  " + modality + ": { dimension: 2, space: " + modality + "-1 }\n"));
        manifest.append("model: model.onnx\nsha256: " + sha256(model) + "\n");
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("model.onnx"), model);
            Files.writeString(folder.resolve("head.yaml"), manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** @param batch name of the batch dimension; a number fixes it */
    public static byte[] model(List<String> modalities, String batch) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
        List<String> masked = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            String input = "embedding_" + modalities.get(m).replace('-', '_');
            graph.addInput(matrix(input, batch, 2));
            graph.addInitializer(TensorProto.newBuilder()
                    .setName("column" + m)
                    .setDataType(TensorProto.DataType.INT64.getNumber())
                    .addDims(1)
                    .addInt64Data(m));
            graph.addNode(node("Gather", List.of("mask", "column" + m), "present" + m, "axis", 1));
            graph.addNode(node("Mul", List.of(input, "present" + m), "masked" + m));
            masked.add("masked" + m);
        }
        graph.addInput(matrix("mask", batch, modalities.size()));
        graph.addNode(node("Sum", masked, "logits"));
        graph.addNode(node("Softmax", List.of("logits"), "scores", "axis", 1));
        graph.addInitializer(TensorProto.newBuilder()
                .setName("columns")
                .setDataType(TensorProto.DataType.INT64.getNumber())
                .addDims(1)
                .addInt64Data(1));
        graph.addNode(node("ReduceSum", List.of("mask", "columns"), "count", "keepdims", 1));
        graph.addInitializer(TensorProto.newBuilder()
                .setName("one")
                .setDataType(TensorProto.DataType.FLOAT.getNumber())
                .addDims(1)
                .addFloatData(1f));
        graph.addNode(node("Max", List.of("count", "one"), "atLeastOne"));
        graph.addNode(node("Div", List.of("mask", "atLeastOne"), "weights"));
        graph.addOutput(matrix("scores", batch, CLASSES.size()));
        graph.addOutput(matrix("weights", batch, modalities.size()));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static NodeProto.Builder node(String operator, List<String> inputs, String output) {
        return NodeProto.newBuilder().setOpType(operator).addAllInput(inputs).addOutput(output);
    }

    private static NodeProto.Builder node(
            String operator, List<String> inputs, String output, String attribute, long value) {
        return node(operator, inputs, output)
                .addAttribute(AttributeProto.newBuilder()
                        .setName(attribute)
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(value));
    }

    private static ValueInfoProto matrix(String name, String batch, long columns) {
        TensorShapeProto.Dimension.Builder rows = batch.matches("\\d+")
                ? TensorShapeProto.Dimension.newBuilder().setDimValue(Long.parseLong(batch))
                : TensorShapeProto.Dimension.newBuilder().setDimParam(batch);
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(TensorProto.DataType.FLOAT.getNumber())
                                .setShape(TensorShapeProto.newBuilder()
                                        .addDim(rows)
                                        .addDim(TensorShapeProto.Dimension.newBuilder()
                                                .setDimValue(columns)))))
                .build();
    }

    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
