package io.tributary.training.head;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Projection: each modality goes through its own linear layer and ReLU to one width, whatever its dimension, so that a
 * modality of 2,048 values is not heard louder than one of 128; what comes out, side by side, goes through a linear layer,
 * ReLU and the classifier.
 *
 * <p>The layer over the concatenation is kept as one block of rows a modality, whose products are added, which is the same.
 * With the ReLU's open values fixed, the logits are a sum over the modalities; a modality's weight is the length of its
 * share of them.
 */
record ProjectionGraph() implements FusionGraph {
    /** Values above it count as let through by the ReLU; far below what a float32 layer gives other than 0. */
    private static final float OPEN = 1e-12f;

    @Override
    public Map<String, long[]> parameters(HeadShape shape) {
        Map<String, long[]> parameters = new LinkedHashMap<>();
        for (int m = 0; m < shape.modalities().size(); m++) {
            FusionGraph.linear(
                    parameters, "projection" + m, shape.modalities().get(m).dimension(), shape.width());
            parameters.put(block(m), new long[] {shape.width(), shape.width()});
        }
        parameters.put("together.bias", new long[] {shape.width()});
        FusionGraph.linear(parameters, "classes", shape.width(), shape.classes().size());
        return parameters;
    }

    @Override
    public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
        T together = tensors.parameter("together.bias");
        List<T> shares = new ArrayList<>();
        for (int m = 0; m < shape.modalities().size(); m++) {
            T input = tensors.dropout(FusionGraph.standardised(tensors, m));
            T projected = tensors.relu(tensors.linear(input, "projection" + m));
            T heard = tensors.multiply(projected, tensors.column(tensors.mask(), m));
            T share = tensors.matMul(heard, tensors.parameter(block(m)));
            together = tensors.add(share, together);
            shares.add(share);
        }
        T hidden = tensors.relu(together);
        T logits = tensors.linear(tensors.dropout(hidden), "classes");
        return new Fused<>(logits, weights(tensors, shares, hidden));
    }

    private static <T> T weights(Tensors<T> tensors, List<T> shares, T hidden) {
        T open = tensors.divide(hidden, tensors.atLeast(hidden, OPEN));
        List<T> lengths = new ArrayList<>();
        for (T share : shares) {
            T logits = tensors.matMul(tensors.multiply(share, open), tensors.parameter("classes.weight"));
            lengths.add(FusionGraph.length(tensors, logits));
        }
        T lengthsOfPresent = tensors.multiply(tensors.concatenate(lengths, 1), tensors.mask());
        return FusionGraph.normalised(tensors, lengthsOfPresent);
    }

    private static String block(int modality) {
        return "together" + modality + ".weight";
    }
}
