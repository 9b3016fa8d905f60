package io.tributary.fusion.head;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The names and shapes of a head's inputs and outputs, held against its manifest. */
final class HeadTensors {
    static final String MASK = "mask";
    static final String SCORES = "scores";
    static final String WEIGHTS = "weights";
    private static final long ANY = -1;

    private HeadTensors() {}

    /** @throws InvalidHeadException naming the model, the tensor, what was found and what was expected */
    static void check(HeadManifest manifest, OrtSession session) throws OrtException {
        Map<String, Integer> inputs = new LinkedHashMap<>();
        manifest.inputs().forEach(input -> inputs.put(input.tensor(), input.dimension()));
        inputs.put(MASK, manifest.inputs().size());
        Map<String, Integer> outputs = new LinkedHashMap<>();
        outputs.put(SCORES, manifest.classes().size());
        outputs.put(WEIGHTS, manifest.inputs().size());
        if (!session.getInputNames().equals(inputs.keySet())
                || !session.getOutputNames().containsAll(outputs.keySet())) {
            throw new InvalidHeadException(manifest.model() + " takes " + session.getInputNames() + " and gives "
                    + session.getOutputNames() + ", expected to take " + inputs.keySet() + " and give "
                    + outputs.keySet());
        }
        Map<String, NodeInfo> found = new HashMap<>(session.getInputInfo());
        found.putAll(session.getOutputInfo());
        inputs.forEach((name, columns) -> check(manifest, name, node(found, name), columns, false));
        outputs.forEach((name, columns) -> check(manifest, name, node(found, name), columns, true));
    }

    private static NodeInfo node(Map<String, NodeInfo> nodes, String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    /** Shapes of outputs may be left open in the model; the trial run shows what they are. */
    private static void check(
            HeadManifest manifest, String name, NodeInfo node, int columns, boolean columnsMayBeOpen) {
        if (!(node.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
            throw new InvalidHeadException(
                    manifest.model() + ": " + name + " is " + node.getInfo() + ", expected a float32 tensor");
        }
        long[] shape = tensor.getShape();
        boolean open = columnsMayBeOpen && (shape.length != 2 || shape[1] == ANY);
        if (!open && (shape.length != 2 || shape[0] != ANY || shape[1] != columns)) {
            throw new InvalidHeadException(manifest.model() + ": " + name + " has shape " + Arrays.toString(shape)
                    + ", expected [-1, " + columns + "] (-1 is the batch); do manifest and model belong together?");
        }
    }
}
