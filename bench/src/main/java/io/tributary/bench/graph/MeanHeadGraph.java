package io.tributary.bench.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * A head that costs next to nothing: the mean of all values of the present embeddings decides between two classes, and every
 * present modality weighs the same. {@code embedding_<modality>} float32 {@code [B, dimension]} and {@code mask} float32
 * {@code [B, modalities]} become {@code scores [B, 2]} and {@code weights [B, modalities]}.
 */
public record MeanHeadGraph(List<String> modalities, int dimension) {
    public MeanHeadGraph {
        modalities = List.copyOf(modalities);
    }

    /** The model file. */
    public byte[] float32() {
        var graph = new OnnxGraph("mean-head");
        List<String> inputs = new ArrayList<>();
        modalities.forEach(modality -> inputs.add(graph.floatInput("embedding_" + modality, -1, dimension)));
        String mask = graph.floatInput("mask", -1, modalities.size());
        List<String> masked = new ArrayList<>();
        for (int m = 0; m < inputs.size(); m++) {
            String present = graph.node("Gather", List.of(mask, graph.longs(m)), OnnxGraph.integer("axis", 1));
            masked.add(graph.node("Mul", List.of(inputs.get(m), present)));
        }
        String sum = graph.node("Sum", masked);
        String count = graph.node("ReduceSum", List.of(mask, graph.longs(1)), OnnxGraph.integer("keepdims", 1));
        String atLeastOne = graph.node("Max", List.of(count, graph.scalar(1f)));
        String mean = graph.node(
                "ReduceMean",
                List.of(graph.node("Div", List.of(sum, atLeastOne))),
                OnnxGraph.integers("axes", 1L),
                OnnxGraph.integer("keepdims", 1));
        String logits =
                graph.node("Concat", List.of(mean, graph.node("Neg", List.of(mean))), OnnxGraph.integer("axis", 1));
        graph.floatOutput(graph.node("Softmax", List.of(logits), OnnxGraph.integer("axis", 1)), "scores", -1, 2);
        graph.floatOutput(graph.node("Div", List.of(mask, atLeastOne)), "weights", -1, modalities.size());
        return graph.toModel();
    }
}
