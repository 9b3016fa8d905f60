package io.tributary.testing;

import java.nio.file.Path;
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
                """
                        .formatted(most);
        return TinyGraph.write(folder, manifest, model(positions));
    }

    private static byte[] model(String positions) {
        var graph = new TinyGraph();
        graph.constant("zero", 0);
        graph.constant("one", 1);
        graph.constant("two", 2);
        graph.node("Unsqueeze", List.of("mask_text", "two"), "shown");
        graph.node("Mul", List.of("embedding_text", "shown"), "positions");
        graph.node("ReduceSum", List.of("positions", "one"), "sum", "keepdims", 0);
        graph.node("Gather", List.of("mask", "zero"), "text", "axis", 1);
        graph.node("Gather", List.of("mask", "one"), "sensor", "axis", 1);
        graph.node("Mul", List.of("sum", "text"), "heard");
        graph.node("Mul", List.of("embedding_sensor", "sensor"), "measured");
        graph.node("Add", List.of("heard", "measured"), "logits");
        graph.node("Softmax", List.of("logits"), "scores", "axis", 1);
        graph.node("ReduceSum", List.of("mask", "one"), "count", "keepdims", 1);
        graph.constant("least", 1f);
        graph.node("Max", List.of("count", "least"), "atLeastOne");
        graph.node("Div", List.of("mask", "atLeastOne"), "weights");
        graph.input("embedding_text", "batch", positions, "2");
        graph.input("mask_text", "batch", positions);
        graph.input("embedding_sensor", "batch", "2");
        graph.input("mask", "batch", "2");
        graph.output("scores", "batch", "2");
        graph.output("weights", "batch", "2");
        return graph.model();
    }
}
