package io.tributary.bench.graph;

import java.util.List;

/** Rows of {@code [B, D]} scaled to the length 1. */
final class VectorLength {
    private VectorLength() {}

    static String one(OnnxGraph graph, String vectors) {
        String length = graph.node(
                "ReduceL2", List.of(vectors), OnnxGraph.integers("axes", 1L), OnnxGraph.integer("keepdims", 1));
        return graph.node("Div", List.of(vectors, graph.node("Max", List.of(length, graph.scalar(1e-9f)))));
    }
}
