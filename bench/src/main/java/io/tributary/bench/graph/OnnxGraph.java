package io.tributary.bench.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An ONNX graph in the making; a tensor is the name of the output of the node that computes it.
 *
 * <p>An axis given as -1 is open, and gets a name of its own.
 */
final class OnnxGraph {
    private static final long OPSET = 17;
    private static final long IR_VERSION = 8;

    private final GraphProto.Builder graph;
    private final Set<String> initializers = new HashSet<>();
    private int nodes;

    OnnxGraph(String name) {
        this.graph = GraphProto.newBuilder().setName(name);
    }

    /** Declares a float32 input. */
    String floatInput(String name, long... shape) {
        return input(name, TensorProto.DataType.FLOAT, shape);
    }

    /** Declares an int64 input. */
    String longInput(String name, long... shape) {
        return input(name, TensorProto.DataType.INT64, shape);
    }

    private String input(String name, TensorProto.DataType type, long[] shape) {
        graph.addInput(described(name, type, shape));
        return name;
    }

    /** Returns {@code tensor}, float32, under {@code name}. */
    void floatOutput(String tensor, String name, long... shape) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Identity")
                .setName(name)
                .addInput(tensor)
                .addOutput(name));
        graph.addOutput(described(name, TensorProto.DataType.FLOAT, shape));
    }

    /** One operation with one output. */
    String node(String operation, List<String> inputs, AttributeProto... attributes) {
        return nodes(operation, inputs, 1, attributes).get(0);
    }

    /** One operation with several outputs, in its order. */
    List<String> nodes(String operation, List<String> inputs, int outputs, AttributeProto... attributes) {
        String name = operation.toLowerCase(Locale.ROOT) + "_" + nodes++;
        List<String> names = java.util.stream.IntStream.range(0, outputs)
                .mapToObj(output -> output == 0 ? name : name + "_" + output)
                .toList();
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operation)
                .setName(name)
                .addAllInput(inputs)
                .addAllOutput(names)
                .addAllAttribute(List.of(attributes)));
        return names;
    }

    /** A constant of float32; the same name again is the same constant. */
    String floats(String name, long[] shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return constant(name, TensorProto.DataType.FLOAT, shape, bytes.array());
    }

    /** A float32 constant without axes. */
    String scalar(float value) {
        return floats("scalar_" + value, new long[0], value);
    }

    /** A constant int64 vector. */
    String longs(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        String name = "longs_" + java.util.Arrays.toString(values);
        return constant(name, TensorProto.DataType.INT64, new long[] {values.length}, bytes.array());
    }

    /** An int64 constant without axes. */
    String longScalar(long value) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        return constant("long_" + value, TensorProto.DataType.INT64, new long[0], bytes);
    }

    /** A constant of int8. */
    String bytes(String name, long[] shape, byte... values) {
        return constant(name, TensorProto.DataType.INT8, shape, values);
    }

    private String constant(String name, TensorProto.DataType type, long[] shape, byte[] littleEndian) {
        if (initializers.add(name)) {
            var tensor = TensorProto.newBuilder()
                    .setName(name)
                    .setDataType(type.getNumber())
                    .setRawData(ByteString.copyFrom(littleEndian));
            for (long axis : shape) {
                tensor.addDims(axis);
            }
            graph.addInitializer(tensor);
        }
        return name;
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    static AttributeProto integers(String name, Long... values) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(List.of(values))
                .build();
    }

    static AttributeProto decimal(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    private static ValueInfoProto described(String name, TensorProto.DataType type, long[] shape) {
        var axes = TensorShapeProto.newBuilder();
        for (int axis = 0; axis < shape.length; axis++) {
            var dimension = TensorShapeProto.Dimension.newBuilder();
            axes.addDim(shape[axis] < 0 ? dimension.setDimParam("axis" + axis) : dimension.setDimValue(shape[axis]));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(axes)))
                .build();
    }

    /** The whole model file. */
    byte[] toModel() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("tributary-bench")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(graph)
                .build()
                .toByteArray();
    }
}
