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
        Map<String, long[]> inputs = new LinkedHashMap<>();
        for (HeadManifest.Input input : manifest.inputs()) {
            if (input.takesSequence()) {
                long positions = isOpen(input, session) ? ANY : input.sequence();
                inputs.put(input.tensor(), new long[] {ANY, positions, input.dimension()});
                inputs.put(input.maskTensor(), new long[] {ANY, positions});
            } else {
                inputs.put(input.tensor(), new long[] {ANY, input.dimension()});
            }
        }
        inputs.put(MASK, new long[] {ANY, manifest.inputs().size()});
        Map<String, long[]> outputs = new LinkedHashMap<>();
        outputs.put(SCORES, new long[] {ANY, manifest.classes().size()});
        outputs.put(WEIGHTS, new long[] {ANY, manifest.inputs().size()});
        if (!session.getInputNames().equals(inputs.keySet())
                || !session.getOutputNames().containsAll(outputs.keySet())) {
            throw new InvalidHeadException(manifest.model() + " takes " + session.getInputNames() + " and gives "
                    + session.getOutputNames() + ", expected to take " + inputs.keySet() + " and give "
                    + outputs.keySet());
        }
        Map<String, NodeInfo> found = new HashMap<>(session.getInputInfo());
        found.putAll(session.getOutputInfo());
        inputs.forEach((name, expected) -> check(manifest, name, node(found, name), expected, false));
        outputs.forEach((name, expected) -> check(manifest, name, node(found, name), expected, true));
    }

    /** Whether the graph takes a sequence of any length, or else only the one that the manifest says. */
    static boolean isOpen(HeadManifest.Input input, OrtSession session) throws OrtException {
        NodeInfo node = session.getInputInfo().get(input.tensor());
        return node == null
                || !(node.getInfo() instanceof TensorInfo tensor)
                || tensor.getShape().length < 2
                || tensor.getShape()[1] == ANY;
    }

    private static NodeInfo node(Map<String, NodeInfo> nodes, String name) {
        return Objects.requireNonNull(nodes.get(name), name);
    }

    /** Shapes of outputs may be left open in the model; the trial run shows what they are. */
    private static void check(
            HeadManifest manifest, String name, NodeInfo node, long[] expected, boolean columnsMayBeOpen) {
        if (!(node.getInfo() instanceof TensorInfo tensor) || tensor.type != OnnxJavaType.FLOAT) {
            throw new InvalidHeadException(
                    manifest.model() + ": " + name + " is " + node.getInfo() + ", expected a float32 tensor");
        }
        long[] shape = tensor.getShape();
        boolean open = columnsMayBeOpen && (shape.length != 2 || shape[1] == ANY);
        if (!open && !Arrays.equals(shape, expected)) {
            throw new InvalidHeadException(manifest.model() + ": " + name + " has shape " + Arrays.toString(shape)
                    + ", expected " + Arrays.toString(expected)
                    + " (-1 is any, the batch first); do manifest and model belong together?");
        }
    }
}
