package io.tributary.encoders.model;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what {@link OnnxFile} says out of the file's bytes; the field numbers are those of {@code onnx.proto}. */
final class OnnxOutline {
    /** The types of ONNX by number. */
    private static final List<String> TYPES = List.of(
            "unknown",
            "float32",
            "uint8",
            "int8",
            "uint16",
            "int16",
            "int32",
            "int64",
            "string",
            "bool",
            "float16",
            "float64",
            "uint32",
            "uint64",
            "complex64",
            "complex128",
            "bfloat16");

    /** Deeper than any exporter goes, and far from the end of a thread's stack. */
    private static final int DEEPEST = 50;

    private final List<GraphTensor> inputs = new ArrayList<>();
    private final List<GraphTensor> outputs = new ArrayList<>();
    private final Set<String> weights = new HashSet<>();
    private final Set<String> files = new LinkedHashSet<>();

    OnnxFile read(ByteBuffer bytes) {
        var model = new ProtobufMessage(bytes);
        for (int field = model.nextField(); field != 0; field = model.nextField()) {
            if (field == 7) {
                graph(model.message());
            } else {
                model.skip();
            }
        }
        inputs.removeIf(input -> weights.contains(input.name()));
        return new OnnxFile(inputs, outputs, files);
    }

    private void graph(ProtobufMessage graph) {
        for (int field = graph.nextField(); field != 0; field = graph.nextField()) {
            switch (field) {
                case 1 -> node(graph.message(), 0);
                case 5 -> weights.add(tensor(graph.message()));
                case 11 -> inputs.add(value(graph.message()));
                case 12 -> outputs.add(value(graph.message()));
                default -> graph.skip();
            }
        }
    }

    /** Constants and the bodies of branches and loops may hold tensors of their own. */
    private void node(ProtobufMessage node, int depth) {
        if (depth > DEEPEST) {
            throw new ProtobufMessage.MalformedException(
                    "it has branches within branches, more than " + DEEPEST + " deep");
        }
        for (int field = node.nextField(); field != 0; field = node.nextField()) {
            if (field == 5) {
                attribute(node.message(), depth);
            } else {
                node.skip();
            }
        }
    }

    private void attribute(ProtobufMessage attribute, int depth) {
        for (int field = attribute.nextField(); field != 0; field = attribute.nextField()) {
            switch (field) {
                case 5, 10 -> tensor(attribute.message());
                case 6, 11 -> body(attribute.message(), depth + 1);
                default -> attribute.skip();
            }
        }
    }

    private void body(ProtobufMessage graph, int depth) {
        for (int field = graph.nextField(); field != 0; field = graph.nextField()) {
            switch (field) {
                case 1 -> node(graph.message(), depth);
                case 5 -> tensor(graph.message());
                default -> graph.skip();
            }
        }
    }

    /** Notes where the values lie, and returns the tensor's name. */
    private String tensor(ProtobufMessage tensor) {
        String name = "";
        for (int field = tensor.nextField(); field != 0; field = tensor.nextField()) {
            switch (field) {
                case 8 -> name = tensor.text();
                case 13 -> externalData(tensor.message());
                default -> tensor.skip();
            }
        }
        return name;
    }

    private void externalData(ProtobufMessage entry) {
        String key = "";
        String value = "";
        for (int field = entry.nextField(); field != 0; field = entry.nextField()) {
            switch (field) {
                case 1 -> key = entry.text();
                case 2 -> value = entry.text();
                default -> entry.skip();
            }
        }
        if (key.equals("location")) {
            files.add(value);
        }
    }

    private static GraphTensor value(ProtobufMessage info) {
        String name = "";
        GraphTensor typed = new GraphTensor("", "unknown", Optional.empty());
        for (int field = info.nextField(); field != 0; field = info.nextField()) {
            switch (field) {
                case 1 -> name = info.text();
                case 2 -> typed = type(info.message());
                default -> info.skip();
            }
        }
        return new GraphTensor(name, typed.type(), typed.axes());
    }

    private static GraphTensor type(ProtobufMessage type) {
        String element = "unknown";
        Optional<List<GraphTensor.Axis>> axes = Optional.empty();
        for (int field = type.nextField(); field != 0; field = type.nextField()) {
            if (field != 1) {
                element = "not a tensor";
                type.skip();
                continue;
            }
            ProtobufMessage tensor = type.message();
            for (int inner = tensor.nextField(); inner != 0; inner = tensor.nextField()) {
                switch (inner) {
                    case 1 -> element = typeName(tensor.number());
                    case 2 -> axes = Optional.of(axes(tensor.message()));
                    default -> tensor.skip();
                }
            }
        }
        return new GraphTensor("", element, axes);
    }

    private static String typeName(long number) {
        return number >= 0 && number < TYPES.size() ? TYPES.get((int) number) : "type " + number;
    }

    private static List<GraphTensor.Axis> axes(ProtobufMessage shape) {
        List<GraphTensor.Axis> axes = new ArrayList<>();
        for (int field = shape.nextField(); field != 0; field = shape.nextField()) {
            if (field == 1) {
                axes.add(axis(shape.message()));
            } else {
                shape.skip();
            }
        }
        return List.copyOf(axes);
    }

    private static GraphTensor.Axis axis(ProtobufMessage axis) {
        long size = 0;
        String symbol = "";
        for (int field = axis.nextField(); field != 0; field = axis.nextField()) {
            switch (field) {
                case 1 -> size = axis.number();
                case 2 -> symbol = axis.text();
                default -> axis.skip();
            }
        }
        return new GraphTensor.Axis(Math.max(0, size), symbol);
    }
}
