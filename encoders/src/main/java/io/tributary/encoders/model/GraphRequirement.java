package io.tributary.encoders.model;

import java.util.List;
import java.util.Optional;

/** What a bundle needs its graph to be, checked against what the file declares; what it leaves open shows in the self-test. */
record GraphRequirement(Bundle bundle, OnnxFile graph) {
    /** @throws InvalidBundleException naming the input or output, what was found and what was expected */
    void check() {
        List<GraphTensor> expected = bundle.preprocessing().inputs();
        List<String> found =
                graph.inputs().stream().map(GraphTensor::name).sorted().toList();
        List<String> names = expected.stream().map(GraphTensor::name).sorted().toList();
        if (!found.equals(names)) {
            throw new InvalidBundleException(bundle.modelFile() + " has the inputs " + found + ", expected " + names
                    + " for kind " + bundle.kind().lowerCase() + "; export the graph with these names");
        }
        for (GraphTensor input : expected) {
            requireInput(graph.input(input.name()).orElseThrow(), input);
        }
        requireOutput();
    }

    private void requireInput(GraphTensor found, GraphTensor expected) {
        if (!found.type().equals(expected.type())) {
            throw invalid("input", found, "type " + expected.type());
        }
        Optional<List<GraphTensor.Axis>> axes = expected.axes();
        if (axes.isEmpty() || found.rank() < 0) {
            return;
        }
        if (found.rank() != expected.rank()) {
            throw invalid("input", found, expected.rank() + " axes: " + expected);
        }
        if (found.size(0) > 0) {
            throw invalid("input", found, "a first axis of any size, so that inputs can be batched");
        }
        for (int i = 1; i < found.rank(); i++) {
            if (found.size(i) > 0 && expected.size(i) > 0 && found.size(i) != expected.size(i)) {
                throw invalid("input", found, "what the preprocessing makes: " + expected);
            }
        }
    }

    private void requireOutput() {
        Readout readout = bundle.readout();
        if (readout.output().isEmpty() && graph.outputs().size() != 1) {
            throw new InvalidBundleException(bundle.modelFile() + " has the outputs " + graph.outputs()
                    + ", expected one, float32[batch, " + bundle.dimension() + "]; export the graph with that alone");
        }
        GraphTensor output = graph.outputs().get(readout.position());
        if (!output.type().equals("float32")) {
            throw invalid("output", output, "type float32");
        }
        if (output.rank() < 0) {
            return;
        }
        if (readout.givesSequence()) {
            requireSequence(output);
            return;
        }
        boolean alone = readout.output().isEmpty();
        if (output.rank() < 2 || output.rank() > (alone ? 2 : 4)) {
            throw invalid("output", output, "float32[batch, " + bundle.dimension() + "]");
        }
        long width = output.rank() == 3 ? output.size(2) * readout.poolings().size() : output.size(1);
        if (width > 0 && width != bundle.dimension()) {
            throw invalid("output", output, "vectors of " + bundle.dimension());
        }
    }

    private void requireSequence(GraphTensor output) {
        long width = output.size(output.rank() == 3 ? 2 : 1);
        if (output.rank() < 3 || output.rank() > 4 || (width > 0 && width != bundle.dimension())) {
            int dimension = bundle.dimension();
            throw invalid(
                    "output",
                    output,
                    "a sequence, float32[batch, positions, %d] or float32[batch, %d, height, width]"
                            .formatted(dimension, dimension));
        }
    }

    private InvalidBundleException invalid(String what, GraphTensor found, String expected) {
        return new InvalidBundleException(bundle.modelFile() + " has the " + what + " " + found + ", expected "
                + expected + "; export the graph again so, or correct what describes it");
    }
}
