package io.tributary.training.head;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cross-attention: every position of a modality, such as a token of a text, looks at every position of the other modalities,
 * such as the regions of an image, and they at it, by softmax(q·kᵀ/√width), the scaled dot-product attention of Vaswani et
 * al. 2017, "Attention Is All You Need". That each modality asks with its own queries of the keys and values of the others is
 * the co-attention of Lu et al. 2019, "ViLBERT".
 *
 * <p>A position and what it saw become a state; a modality is the mean of its states, weighted by how much each tells. Where
 * nothing else is there, nothing is seen and the positions speak for themselves. An embedding without a sequence is one
 * position.
 */
record CrossAttentionGraph() implements FusionGraph {
    @Override
    public Map<String, long[]> parameters(HeadShape shape) {
        Map<String, long[]> parameters = new LinkedHashMap<>();
        int modalities = shape.modalities().size();
        int width = shape.width();
        for (int m = 0; m < modalities; m++) {
            long dimension = shape.modalities().get(m).dimension();
            FusionGraph.linear(parameters, "token" + m, dimension, width);
            FusionGraph.linear(
                    parameters, "evidence" + m, dimension, shape.classes().size());
            for (String projection : List.of("query", "key", "value")) {
                if (modalities > 1) {
                    FusionGraph.linear(parameters, projection + m, width, width);
                }
            }
            parameters.put("gate" + m + ".position", new long[] {width});
            parameters.put("gate" + m + ".modality", new long[] {width});
        }
        parameters.put("gate.bias", new long[] {modalities});
        FusionGraph.linear(parameters, "classes", width, shape.classes().size());
        return parameters;
    }

    /**
     * The positions of one modality.
     *
     * @param inputs {@code [B, positions, dimension]}
     * @param shown {@code [B, positions]}: 1 where there is a position, 0 where not and where the modality is absent
     * @param tokens {@code [B, positions, width]}
     */
    private record Positions<T>(T inputs, T shown, T tokens) {}

    @Override
    public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
        int modalities = shape.modalities().size();
        List<Positions<T>> all = new ArrayList<>();
        for (int m = 0; m < modalities; m++) {
            all.add(positions(tensors, shape.modalities().get(m), m));
        }
        List<T> evidence = new ArrayList<>();
        List<T> states = new ArrayList<>();
        List<T> scores = new ArrayList<>();
        for (int m = 0; m < modalities; m++) {
            Positions<T> own = all.get(m);
            T mean = FusionGraph.average(tensors, own.inputs(), FusionGraph.normalised(tensors, own.shown()));
            evidence.add(tensors.expand(FusionGraph.evidence(tensors, mean, m), 1));
            T state = pooled(tensors, crossed(tensors, all, m, shape.width()), own.shown(), m);
            states.add(tensors.expand(state, 1));
            scores.add(tensors.sum(tensors.multiply(state, tensors.parameter("gate" + m + ".modality")), 1, true));
        }
        T weights = FusionGraph.softmaxOfPresent(
                tensors, tensors.add(tensors.concatenate(scores, 1), tensors.parameter("gate.bias")));
        T fused = FusionGraph.average(tensors, tensors.concatenate(states, 1), weights);
        // As many times the mean as there are modalities: two that agree are surer than one.
        T own = tensors.multiply(
                FusionGraph.average(tensors, tensors.concatenate(evidence, 1), weights),
                tensors.sum(tensors.mask(), 1, true));
        return new Fused<>(tensors.add(own, tensors.linear(tensors.dropout(fused), "classes")), weights);
    }

    private static <T> Positions<T> positions(Tensors<T> tensors, HeadShape.Input input, int modality) {
        T inputs = tensors.dropout(FusionGraph.standardised(tensors, modality));
        T shown = tensors.column(tensors.mask(), modality);
        if (input.takesSequence()) {
            shown = tensors.multiply(tensors.positions(modality), shown);
        } else {
            inputs = tensors.expand(inputs, 1);
        }
        return new Positions<>(inputs, shown, tensors.relu(tensors.linear(inputs, "token" + modality)));
    }

    /** Each position of a modality with what it saw of the others', {@code [B, positions, width]}. */
    private static <T> T crossed(Tensors<T> tensors, List<Positions<T>> all, int modality, int width) {
        T tokens = all.get(modality).tokens();
        List<T> keys = new ArrayList<>();
        List<T> values = new ArrayList<>();
        List<T> shown = new ArrayList<>();
        for (int other = 0; other < all.size(); other++) {
            if (other != modality) {
                keys.add(tensors.linear(all.get(other).tokens(), "key" + other));
                values.add(tensors.linear(all.get(other).tokens(), "value" + other));
                shown.add(all.get(other).shown());
            }
        }
        if (keys.isEmpty()) {
            return tokens;
        }
        T queries =
                tensors.divide(tensors.linear(tokens, "query" + modality), tensors.constant((float) Math.sqrt(width)));
        // [B, who looks, who is looked at]
        T scores = tensors.matMul(queries, tensors.transpose(tensors.concatenate(keys, 1)));
        T attention = FusionGraph.softmaxOf(tensors, tensors.expand(tensors.concatenate(shown, 1), 1), scores, 3);
        T seen = tensors.matMul(attention, tensors.concatenate(values, 1));
        return tensors.relu(tensors.add(tokens, seen));
    }

    /** The mean of the states of a modality's positions, weighted by how much each tells, {@code [B, width]}. */
    private static <T> T pooled(Tensors<T> tensors, T states, T shown, int modality) {
        T scores = tensors.sum(tensors.multiply(states, tensors.parameter("gate" + modality + ".position")), 2, false);
        return FusionGraph.average(tensors, states, FusionGraph.softmaxOf(tensors, shown, scores, 2));
    }
}
