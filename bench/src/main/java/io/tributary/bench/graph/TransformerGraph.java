package io.tributary.bench.graph;

import java.util.List;

/**
 * A sentence encoder of BERT's shape with mean pooling and vectors of length 1: {@code input_ids} and {@code
 * attention_mask} int64 {@code [B, T]} to {@code embedding} float32 {@code [B, width]}.
 *
 * @param layers of attention and feed-forward
 * @param width of a token
 * @param heads of attention; divides the width
 * @param hidden width of the feed-forward layer
 * @param vocabulary rows of the table of tokens
 * @param positions most tokens of a text
 */
public record TransformerGraph(int layers, int width, int heads, int hidden, int vocabulary, int positions) {
    /** all-MiniLM-L6: 22.7 million parameters. */
    public static final TransformerGraph MINILM = new TransformerGraph(6, 384, 12, 1536, 30_522, 512);

    private static final double DEVIATION = 0.02;
    private static final float LAYER_NORM_EPSILON = 1e-12f;
    /** Added to the scores of padding. */
    private static final float NEVER = -10_000f;

    /** The model file in float32. */
    public byte[] float32(long seed) {
        return new Writing(Linear.float32(), new SeededWeights(seed)).model();
    }

    /** The same weights, those of every product of activations and weights in int8. */
    public byte[] dynamicInt8(long seed) {
        return new Writing(Linear.dynamicInt8(), new SeededWeights(seed)).model();
    }

    private final class Writing {
        private final OnnxGraph graph = new OnnxGraph("transformer");
        private final Linear linear;
        private final SeededWeights weights;

        Writing(Linear linear, SeededWeights weights) {
            this.linear = linear;
            this.weights = weights;
        }

        byte[] model() {
            String ids = graph.longInput("input_ids", -1, -1);
            String mask = graph.longInput("attention_mask", -1, -1);
            String present = graph.node("Cast", List.of(mask), OnnxGraph.integer("to", 1));
            String absence = graph.node(
                    "Mul",
                    List.of(
                            graph.node(
                                    "Sub",
                                    List.of(
                                            graph.scalar(1),
                                            graph.node("Unsqueeze", List.of(present, graph.longs(1, 2))))),
                            graph.scalar(NEVER)));
            String tokens = embedded(ids);
            for (int layer = 0; layer < layers; layer++) {
                String name = "layer" + layer;
                tokens = normalised(add(tokens, attention(tokens, absence, name)), name + ".attention.norm");
                tokens = normalised(add(tokens, feedForward(tokens, name)), name + ".output.norm");
            }
            graph.floatOutput(pooled(tokens, present), "embedding", -1, width);
            return graph.toModel();
        }

        private String embedded(String ids) {
            String words = graph.node("Gather", List.of(table("words", vocabulary), ids));
            String length = graph.node(
                    "Gather", List.of(graph.node("Shape", List.of(ids)), graph.longs(1)), OnnxGraph.integer("axis", 0));
            String places =
                    graph.node("Slice", List.of(table("positions", positions), graph.longs(0), length, graph.longs(0)));
            String types = graph.floats("types", new long[] {width}, weights.normal(width, DEVIATION));
            return normalised(add(add(words, types), places), "embeddings.norm");
        }

        private String table(String name, int rows) {
            return graph.floats(name, new long[] {rows, width}, weights.normal(rows * width, DEVIATION));
        }

        private String attention(String tokens, String absence, String layer) {
            String query = headed(dense(tokens, layer + ".query", width, width), 0L, 2L, 1L, 3L);
            String key = headed(dense(tokens, layer + ".key", width, width), 0L, 2L, 3L, 1L);
            String value = headed(dense(tokens, layer + ".value", width, width), 0L, 2L, 1L, 3L);
            String scores = graph.node("Div", List.of(graph.node("MatMul", List.of(query, key)), graph.scalar((float)
                    Math.sqrt((double) width / heads))));
            String shares = graph.node("Softmax", List.of(add(scores, absence)), OnnxGraph.integer("axis", -1));
            String seen = graph.node(
                    "Transpose",
                    List.of(graph.node("MatMul", List.of(shares, value))),
                    OnnxGraph.integers("perm", 0L, 2L, 1L, 3L));
            String joined = graph.node("Reshape", List.of(seen, graph.longs(0, 0, width)));
            return dense(joined, layer + ".attention", width, width);
        }

        /** {@code [B, T, width]} to {@code [B, heads, T, width / heads]}, or its last two axes swapped. */
        private String headed(String tokens, Long... order) {
            String split = graph.node("Reshape", List.of(tokens, graph.longs(0, 0, heads, width / heads)));
            return graph.node("Transpose", List.of(split), OnnxGraph.integers("perm", order));
        }

        private String feedForward(String tokens, String layer) {
            return dense(gelu(dense(tokens, layer + ".intermediate", width, hidden)), layer + ".output", hidden, width);
        }

        private String gelu(String tensor) {
            String error =
                    graph.node("Erf", List.of(graph.node("Div", List.of(tensor, graph.scalar((float) Math.sqrt(2))))));
            String gate = graph.node("Mul", List.of(tensor, add(error, graph.scalar(1))));
            return graph.node("Mul", List.of(gate, graph.scalar(0.5f)));
        }

        private String dense(String tensor, String name, int in, int out) {
            String product =
                    linear.multiply(graph, tensor, name + ".weight", in, out, weights.normal(in * out, DEVIATION));
            return add(product, graph.floats(name + ".bias", new long[] {out}, weights.normal(out, DEVIATION)));
        }

        private String normalised(String tensor, String name) {
            return graph.node(
                    "LayerNormalization",
                    List.of(
                            tensor,
                            graph.floats(name + ".weight", new long[] {width}, SeededWeights.filled(width, 1)),
                            graph.floats(name + ".bias", new long[] {width}, SeededWeights.filled(width, 0))),
                    OnnxGraph.decimal("epsilon", LAYER_NORM_EPSILON));
        }

        private String pooled(String tokens, String present) {
            String column = graph.node("Unsqueeze", List.of(present, graph.longs(2)));
            String sum = sum(graph.node("Mul", List.of(tokens, column)));
            String mean = graph.node("Div", List.of(sum, graph.node("Max", List.of(sum(column), graph.scalar(1e-9f)))));
            return VectorLength.one(graph, mean);
        }

        private String sum(String tensor) {
            return graph.node("ReduceSum", List.of(tensor, graph.longs(1)), OnnxGraph.integer("keepdims", 0));
        }

        private String add(String left, String right) {
            return graph.node("Add", List.of(left, right));
        }
    }
}
