package io.tributary.training.head;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gated: each modality becomes a state of one width, {@code tanh(W·x + b)}; one gate a modality, computed from all embeddings
 * side by side and from which of them are there, decides how much of it counts. The gates' softmax over the present
 * modalities is their weights, and the states' weighted sum goes to the classifier.
 *
 * <p>The Gated Multimodal Unit of Arevalo et al. 2017, "Gated Multimodal Units for Information Fusion". Theirs has a gate for
 * each value of the state and, of two modalities, makes the second gate one minus the first; one gate a modality with a
 * softmax does the same for any number of them, and is a weight that can be told.
 */
record GatedGraph() implements FusionGraph {
    private static final String PRESENCE = "gate.presence.weight";
    private static final String BIAS = "gate.bias";

    @Override
    public Map<String, long[]> parameters(HeadShape shape) {
        Map<String, long[]> parameters = new LinkedHashMap<>();
        int modalities = shape.modalities().size();
        for (int m = 0; m < modalities; m++) {
            long dimension = shape.modalities().get(m).dimension();
            FusionGraph.linear(parameters, "state" + m, dimension, shape.width());
            parameters.put(block(m), new long[] {dimension, modalities});
        }
        parameters.put(PRESENCE, new long[] {modalities, modalities});
        parameters.put(BIAS, new long[] {modalities});
        FusionGraph.linear(parameters, "classes", shape.width(), shape.classes().size());
        return parameters;
    }

    @Override
    public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
        T gates = tensors.add(tensors.matMul(tensors.mask(), tensors.parameter(PRESENCE)), tensors.parameter(BIAS));
        List<T> states = new ArrayList<>();
        for (int m = 0; m < shape.modalities().size(); m++) {
            T input = tensors.dropout(FusionGraph.standardised(tensors, m));
            T heard = tensors.multiply(input, tensors.column(tensors.mask(), m));
            gates = tensors.add(gates, tensors.matMul(heard, tensors.parameter(block(m))));
            states.add(tensors.expand(tensors.tanh(tensors.linear(input, "state" + m)), 1));
        }
        T weights = FusionGraph.softmaxOfPresent(tensors, gates);
        T fused = FusionGraph.average(tensors, tensors.concatenate(states, 1), weights);
        return new Fused<>(tensors.linear(tensors.dropout(fused), "classes"), weights);
    }

    private static String block(int modality) {
        return "gate" + modality + ".weight";
    }
}
