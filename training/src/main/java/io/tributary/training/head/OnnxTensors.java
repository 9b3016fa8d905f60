package io.tributary.training.head;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes each operation as nodes of an ONNX graph; a tensor is the name of a node's output. Opset 13. */
final class OnnxTensors implements Tensors<String> {
    static final String MASK = "mask";

    private final GraphProto.Builder graph;
    private final HeadModel head;
    private final Map<String, String> initializers = new HashMap<>();
    private int nodes;

    OnnxTensors(GraphProto.Builder graph, HeadModel head) {
        this.graph = graph;
        this.head = head;
    }

    /** The graph input that carries a modality's embeddings. */
    static String inputName(String modality) {
        return "embedding_" + modality.replace('-', '_');
    }

    @Override
    public String embedding(int modality) {
        return inputName(head.shape().modalities().get(modality).modality());
    }

    /** The graph input that says which positions of a sequence there are. */
    static String positionsName(String modality) {
        return "mask_" + modality.replace('-', '_');
    }

    @Override
    public String positions(int modality) {
        return positionsName(head.shape().modalities().get(modality).modality());
    }

    @Override
    public String mask() {
        return MASK;
    }

    @Override
    public String parameter(String name) {
        FloatArray array = head.arrays().get(name);
        if (array == null) {
            throw new IllegalStateException("The head has no array " + name);
        }
        return floats(name, array.shape(), array.values());
    }

    @Override
    public String constant(float value) {
        return floats("constant_" + value, new long[0], new float[] {value});
    }

    @Override
    public String matMul(String left, String right) {
        return node("MatMul", List.of(left, right));
    }

    @Override
    public String add(String left, String right) {
        return node("Add", List.of(left, right));
    }

    @Override
    public String subtract(String left, String right) {
        return node("Sub", List.of(left, right));
    }

    @Override
    public String multiply(String left, String right) {
        return node("Mul", List.of(left, right));
    }

    @Override
    public String divide(String left, String right) {
        return node("Div", List.of(left, right));
    }

    @Override
    public String atLeast(String tensor, float floor) {
        return floor == 0f ? node("Relu", List.of(tensor)) : node("Max", List.of(tensor, constant(floor)));
    }

    @Override
    public String squareRoot(String tensor) {
        return node("Sqrt", List.of(tensor));
    }

    @Override
    public String logarithm(String tensor) {
        return node("Log", List.of(tensor));
    }

    @Override
    public String tanh(String tensor) {
        return node("Tanh", List.of(tensor));
    }

    @Override
    public String softmax(String tensor, int rank) {
        return node("Softmax", List.of(tensor), integer("axis", rank - 1));
    }

    @Override
    public String sum(String tensor, int axis, boolean kept) {
        return node("ReduceSum", List.of(tensor, axes(axis)), integer("keepdims", kept ? 1 : 0));
    }

    @Override
    public String concatenate(List<String> tensors, int axis) {
        return node("Concat", tensors, integer("axis", axis));
    }

    @Override
    public String expand(String tensor, int axis) {
        return node("Unsqueeze", List.of(tensor, axes(axis)));
    }

    @Override
    public String transpose(String tensor) {
        AttributeProto order = AttributeProto.newBuilder()
                .setName("perm")
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(List.of(0L, 2L, 1L))
                .build();
        return node("Transpose", List.of(tensor), order);
    }

    @Override
    public String column(String tensor, int column) {
        return node("Gather", List.of(tensor, axes(column)), integer("axis", 1));
    }

    @Override
    public String dropout(String tensor) {
        return tensor;
    }

    /** Gives a tensor the name under which the graph returns it. */
    void output(String tensor, String name) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(name)
                .addInput(tensor)
                .addOutput(name));
    }

    private String node(String operation, List<String> inputs, AttributeProto... attributes) {
        String name = operation.toLowerCase(Locale.ROOT) + "_" + nodes++;
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operation)
                .setName(name)
                .addAllInput(inputs)
                .addOutput(name)
                .addAllAttribute(List.of(attributes)));
        return name;
    }

    private static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private String floats(String name, long[] shape, float[] values) {
        return initializers.computeIfAbsent(name, key -> {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return initializer(key, TensorProto.DataType.FLOAT, shape, bytes);
        });
    }

    private String axes(long axis) {
        return initializers.computeIfAbsent("axis_" + axis, key -> {
            ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putLong(0, axis);
            return initializer(key, TensorProto.DataType.INT64, new long[] {1}, bytes);
        });
    }

    private String initializer(String name, TensorProto.DataType type, long[] shape, ByteBuffer bytes) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .setRawData(ByteString.copyFrom(bytes));
        for (long length : shape) {
            tensor.addDims(length);
        }
        graph.addInitializer(tensor);
        return name;
    }
}
