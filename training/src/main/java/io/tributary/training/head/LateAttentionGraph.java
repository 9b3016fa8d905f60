package io.tributary.training.head;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Late fusion whose weights differ from moment to moment: each modality has its own classifier, and the scores are the mean
 * of theirs, weighted by the attention that the modality draws. Each modality becomes a token of one width, and every present
 * token looks at every present token by softmax(q·kᵀ/√width), the scaled dot-product attention of Vaswani et al. 2017,
 * "Attention Is All You Need".
 */
record LateAttentionGraph() implements FusionGraph {
    @Override
    public Map<String, long[]> parameters(HeadShape shape) {
        Map<String, long[]> parameters = new LinkedHashMap<>();
        for (int m = 0; m < shape.modalities().size(); m++) {
            long dimension = shape.modalities().get(m).dimension();
            FusionGraph.linear(parameters, "token" + m, dimension, shape.width());
            FusionGraph.linear(
                    parameters, "evidence" + m, dimension, shape.classes().size());
        }
        for (String projection : List.of("query", "key")) {
            FusionGraph.linear(parameters, projection, shape.width(), shape.width());
        }
        return parameters;
    }

    @Override
    public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
        List<T> tokens = new ArrayList<>();
        List<T> scores = new ArrayList<>();
        for (int m = 0; m < shape.modalities().size(); m++) {
            T input = tensors.dropout(FusionGraph.standardised(tensors, m));
            tokens.add(tensors.expand(tensors.relu(tensors.linear(input, "token" + m)), 1));
            T ownScores = tensors.softmax(FusionGraph.evidence(tensors, input, m), 2);
            scores.add(tensors.expand(ownScores, 1));
        }
        T weights = FusionGraph.attentionDrawn(tensors, tensors.concatenate(tokens, 1), shape.width());
        T mean = FusionGraph.average(tensors, tensors.concatenate(scores, 1), weights);
        return new Fused<>(tensors.logarithm(tensors.atLeast(mean, 1e-7f)), weights);
    }
}
