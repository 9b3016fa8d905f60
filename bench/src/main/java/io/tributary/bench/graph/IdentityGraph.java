package io.tributary.bench.graph;

import java.util.List;

/** A model that costs nothing: {@code samples} float32 {@code [B, length, channels]} are the embedding. */
public record IdentityGraph(int length, int channels) {
    /** The model file. */
    public byte[] float32() {
        var graph = new OnnxGraph("identity");
        String samples = graph.floatInput("samples", -1, length, channels);
        String flat = graph.node("Flatten", List.of(samples), OnnxGraph.integer("axis", 1));
        graph.floatOutput(flat, "embedding", -1, (long) length * channels);
        return graph.toModel();
    }
}
