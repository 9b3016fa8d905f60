package io.tributary.bench.graph;

import java.util.List;

/**
 * MobileNetV2 of width 1 without its classifier, 2.2 million parameters, its batch normalisations folded into the
 * convolutions as an export does: {@code pixels} float32 {@code [B, 3, 224, 224]} to {@code embedding} float32 {@code
 * [B, 1280]} of length 1.
 */
public final class MobileNetGraph {
    /** Pixels of either side. */
    public static final int SIDE = 224;

    public static final int DIMENSION = 1280;

    /** Expansion, channels, repeats and first stride of each group of blocks. */
    private static final int[][] GROUPS = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    private static final int FIRST_CHANNELS = 32;

    private final OnnxGraph graph = new OnnxGraph("mobilenet");
    private final SeededWeights weights;
    private int convolutions;

    private MobileNetGraph(long seed) {
        this.weights = new SeededWeights(seed);
    }

    /** The model file. */
    public static byte[] float32(long seed) {
        return new MobileNetGraph(seed).model();
    }

    private byte[] model() {
        String maps = graph.floatInput("pixels", -1, 3, SIDE, SIDE);
        maps = clipped(convolution(maps, 3, FIRST_CHANNELS, 3, 2, 1));
        int channels = FIRST_CHANNELS;
        for (int[] group : GROUPS) {
            for (int repeat = 0; repeat < group[2]; repeat++) {
                maps = block(maps, channels, group[1], group[0], repeat == 0 ? group[3] : 1);
                channels = group[1];
            }
        }
        maps = clipped(convolution(maps, channels, DIMENSION, 1, 1, 1));
        String mean = graph.node("GlobalAveragePool", List.of(maps));
        String vectors = graph.node("Flatten", List.of(mean), OnnxGraph.integer("axis", 1));
        graph.floatOutput(VectorLength.one(graph, vectors), "embedding", -1, DIMENSION);
        return graph.toModel();
    }

    /** Widen, filter each channel, narrow; added to its input where both have one shape. */
    private String block(String input, int in, int out, int expansion, int stride) {
        int wide = in * expansion;
        String maps = expansion == 1 ? input : clipped(convolution(input, in, wide, 1, 1, 1));
        maps = clipped(convolution(maps, wide, wide, 3, stride, wide));
        maps = convolution(maps, wide, out, 1, 1, 1);
        return stride == 1 && in == out ? graph.node("Add", List.of(input, maps)) : maps;
    }

    private String convolution(String input, int in, int out, int kernel, int stride, int groups) {
        int fan = in / groups * kernel * kernel;
        String name = "conv" + convolutions++;
        long pad = kernel / 2;
        return graph.node(
                "Conv",
                List.of(
                        input,
                        graph.floats(
                                name + ".weight",
                                new long[] {out, in / groups, kernel, kernel},
                                weights.normal(out * fan, Math.sqrt(2.0 / fan))),
                        graph.floats(name + ".bias", new long[] {out}, weights.normal(out, 0.01))),
                OnnxGraph.integers("kernel_shape", (long) kernel, (long) kernel),
                OnnxGraph.integers("strides", (long) stride, (long) stride),
                OnnxGraph.integers("pads", pad, pad, pad, pad),
                OnnxGraph.integer("group", groups));
    }

    private String clipped(String tensor) {
        return graph.node("Clip", List.of(tensor, graph.scalar(0), graph.scalar(6)));
    }
}
