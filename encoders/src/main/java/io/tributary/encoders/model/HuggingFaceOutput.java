package io.tributary.encoders.model;

import java.nio.file.Path;
import java.util.List;

/** Which of a graph's outputs is read. */
final class HuggingFaceOutput {
    /** Of these, the positions of a sequence are read. */
    private static final List<String> POSITIONS = List.of("last_hidden_state", "token_embeddings");

    private HuggingFaceOutput() {}

    /** The output that has an input's positions, where a sequence is asked for; else as {@link #of(OnnxFile, List, Path)}. */
    static GraphTensor of(OnnxFile graph, List<String> names, boolean sequence, Path folder) {
        return of(graph, sequence ? POSITIONS : names, folder);
    }

    /** The first of {@code names} that the graph has; else its only output, whatever its name. */
    static GraphTensor of(OnnxFile graph, List<String> names, Path folder) {
        for (String name : names) {
            if (graph.output(name).isPresent()) {
                return graph.output(name).get();
            }
        }
        if (graph.outputs().size() == 1) {
            return graph.outputs().get(0);
        }
        throw new InvalidBundleException(folder + " has a model with the outputs " + graph.outputs()
                + ", expected one of " + String.join(", ", names) + "; export the model for feature extraction");
    }
}
