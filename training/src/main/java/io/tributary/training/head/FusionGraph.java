package io.tributary.training.head;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the embeddings of a moment become the scores of a head: one of the ways, written once for training and export.
 *
 * <p>Every graph multiplies what a modality says by its column of the mask, so nothing of an absent modality counts,
 * whatever its embedding holds.
 */
interface FusionGraph {
    /** Subtracted from the scores of absent modalities before a softmax; after it they are 0 in float32. */
    float NEVER = 1e9f;

    /** Shapes of what is trained, by name, in the order of initialisation. */
    Map<String, long[]> parameters(HeadShape shape);

    <T> Fused<T> build(Tensors<T> tensors, HeadShape shape);

    /**
     * What comes out of a graph.
     *
     * @param logits {@code [B, classes]}, before temperature and softmax
     * @param weights {@code [B, modalities]}: 0 where absent, summing to 1 where anything is present
     */
    record Fused<T>(T logits, T weights) {}

    /** The embeddings of one modality with each value's mean 0 and spread 1 in the training part. */
    static <T> T standardised(Tensors<T> tensors, int modality) {
        T centred = tensors.subtract(tensors.embedding(modality), tensors.parameter("input" + modality + ".mean"));
        return tensors.multiply(centred, tensors.parameter("input" + modality + ".scale"));
    }

    /** Each row divided by its sum; rows of zeros stay zeros. */
    static <T> T normalised(Tensors<T> tensors, T shares) {
        return tensors.divide(shares, tensors.atLeast(tensors.sum(shares, 1, true), 1e-9f));
    }

    /** Softmax over the present modalities of one score a modality, {@code [modalities]} or {@code [B, modalities]}. */
    static <T> T softmaxOfPresent(Tensors<T> tensors, T scores) {
        T absence = tensors.subtract(tensors.mask(), tensors.constant(1f));
        T open = tensors.add(scores, tensors.multiply(absence, tensors.constant(NEVER)));
        return tensors.multiply(tensors.softmax(open, 2), tensors.mask());
    }

    private static void linear(Map<String, long[]> parameters, String name, long in, long out) {
        parameters.put(name + ".weight", new long[] {in, out});
        parameters.put(name + ".bias", new long[] {out});
    }

    /**
     * Early fusion: one hidden layer over all embeddings side by side, so that it can learn what they say together. A
     * modality's weight is the length of its share of the hidden layer.
     */
    record Early() implements FusionGraph {
        @Override
        public Map<String, long[]> parameters(HeadShape shape) {
            Map<String, long[]> parameters = new LinkedHashMap<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                linear(parameters, "hidden" + m, shape.modalities().get(m).dimension(), shape.width());
            }
            linear(parameters, "classes", shape.width(), shape.classes().size());
            return parameters;
        }

        @Override
        public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
            T hidden = tensors.constant(0f);
            List<T> lengths = new ArrayList<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                T share = tensors.multiply(
                        tensors.linear(tensors.dropout(standardised(tensors, m)), "hidden" + m),
                        tensors.column(tensors.mask(), m));
                hidden = tensors.add(hidden, share);
                // The floor keeps the gradient of the root finite where a modality is absent.
                T squares = tensors.sum(tensors.multiply(share, share), 1, true);
                lengths.add(tensors.squareRoot(tensors.atLeast(squares, 1e-12f)));
            }
            T weights = normalised(tensors, tensors.multiply(tensors.concatenate(lengths, 1), tensors.mask()));
            return new Fused<>(tensors.linear(tensors.dropout(tensors.relu(hidden)), "classes"), weights);
        }
    }

    /**
     * Late fusion: each modality has its own classifier; the scores are the mean of theirs, weighted by how far each
     * modality is to be trusted, which is learned and normalised over the present.
     */
    record Late() implements FusionGraph {
        @Override
        public Map<String, long[]> parameters(HeadShape shape) {
            Map<String, long[]> parameters = new LinkedHashMap<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                long dimension = shape.modalities().get(m).dimension();
                linear(parameters, "classes" + m, dimension, shape.classes().size());
            }
            parameters.put("trust.bias", new long[] {shape.modalities().size()});
            return parameters;
        }

        @Override
        public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
            T weights = softmaxOfPresent(tensors, tensors.parameter("trust.bias"));
            T mean = tensors.constant(0f);
            for (int m = 0; m < shape.modalities().size(); m++) {
                T input = tensors.dropout(standardised(tensors, m));
                T scores = tensors.softmax(tensors.linear(input, "classes" + m), 2);
                mean = tensors.add(mean, tensors.multiply(scores, tensors.column(weights, m)));
            }
            return new Fused<>(tensors.logarithm(tensors.atLeast(mean, 1e-7f)), weights);
        }
    }

    /**
     * Attention: each modality becomes a token of one width; every present token looks at every present token by
     * softmax(q·kᵀ/√width); what they saw is averaged and classified. A modality's weight is the attention it drew.
     */
    record Attention() implements FusionGraph {
        @Override
        public Map<String, long[]> parameters(HeadShape shape) {
            Map<String, long[]> parameters = new LinkedHashMap<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                linear(parameters, "token" + m, shape.modalities().get(m).dimension(), shape.width());
            }
            for (String projection : List.of("query", "key", "value")) {
                linear(parameters, projection, shape.width(), shape.width());
            }
            linear(parameters, "classes", shape.width(), shape.classes().size());
            return parameters;
        }

        @Override
        public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
            T tokens = tokens(tensors, shape);
            T scores =
                    tensors.matMul(tensors.linear(tokens, "query"), tensors.transpose(tensors.linear(tokens, "key")));
            scores = tensors.divide(scores, tensors.constant((float) Math.sqrt(shape.width())));
            T absence = tensors.subtract(tensors.mask(), tensors.constant(1f));
            T open = tensors.add(scores, tensors.expand(tensors.multiply(absence, tensors.constant(NEVER)), 1));
            // [B, who looks, who is looked at]; the absent do not look.
            T attention = tensors.multiply(tensors.softmax(open, 3), tensors.expand(tensors.mask(), 2));
            T weights = normalised(tensors, tensors.multiply(tensors.sum(attention, 1, false), tensors.mask()));
            T values = tensors.linear(tokens, "value");
            T seen = tensors.sum(tensors.multiply(values, tensors.expand(weights, 2)), 1, false);
            return new Fused<>(tensors.linear(tensors.dropout(tensors.relu(seen)), "classes"), weights);
        }

        private static <T> T tokens(Tensors<T> tensors, HeadShape shape) {
            List<T> tokens = new ArrayList<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                T token = tensors.relu(tensors.linear(tensors.dropout(standardised(tensors, m)), "token" + m));
                tokens.add(tensors.expand(token, 1));
            }
            return tensors.concatenate(tokens, 1);
        }
    }
}
