package io.tributary.bench.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a graph multiplies activations by constant weights. */
interface Linear {
    /**
     * {@code input [.., in]} times {@code weights [in, out]}, row by row.
     *
     * @param name of the weights in the graph
     */
    String multiply(OnnxGraph graph, String input, String name, int in, int out, float[] weights);

    /** float32 throughout. */
    static Linear float32() {
        return (graph, input, name, in, out, weights) ->
                graph.node("MatMul", List.of(input, graph.floats(name, new long[] {in, out}, weights)));
    }

    /** Weights in int8, activations quantised anew in each call, as ONNX Runtime's dynamic quantisation does it. */
    static Linear dynamicInt8() {
        return new DynamicInt8();
    }

    /**
     * DynamicQuantizeLinear, MatMulInteger, and back to float32 by the product of both scales. Weights are symmetric, with
     * one scale a tensor; activations are uint8 with a zero point, quantised once however many products they enter.
     */
    final class DynamicInt8 implements Linear {
        private static final int LARGEST = 127;

        private final Map<String, List<String>> quantised = new HashMap<>();

        @Override
        public String multiply(OnnxGraph graph, String input, String name, int in, int out, float[] weights) {
            List<String> activations = quantised.computeIfAbsent(
                    input, tensor -> graph.nodes("DynamicQuantizeLinear", List.of(tensor), 3));
            float scale = scale(weights);
            String integers = graph.node(
                    "MatMulInteger",
                    List.of(
                            activations.get(0),
                            graph.bytes(name + "_quantized", new long[] {in, out}, quantise(weights, scale)),
                            activations.get(2),
                            graph.bytes("zero_point", new long[0], (byte) 0)));
            String product = graph.node("Cast", List.of(integers), OnnxGraph.integer("to", 1));
            String scales =
                    graph.node("Mul", List.of(activations.get(1), graph.floats(name + "_scale", new long[0], scale)));
            return graph.node("Mul", List.of(product, scales));
        }

        private static float scale(float[] weights) {
            float largest = 0;
            for (float weight : weights) {
                largest = Math.max(largest, Math.abs(weight));
            }
            return largest / LARGEST;
        }

        private static byte[] quantise(float[] weights, float scale) {
            byte[] integers = new byte[weights.length];
            for (int i = 0; i < weights.length; i++) {
                integers[i] = (byte) Math.max(-LARGEST, Math.min(LARGEST, Math.round(weights[i] / scale)));
            }
            return integers;
        }
    }
}
