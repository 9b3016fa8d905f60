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
        return softmaxOf(tensors, tensors.mask(), scores, 2);
    }

    /**
     * Softmax along the last axis over what {@code shown} has as 1; the rest is 0, as is all where nothing is shown.
     *
     * @param rank of the result
     */
    static <T> T softmaxOf(Tensors<T> tensors, T shown, T scores, int rank) {
        T hidden = tensors.subtract(shown, tensors.constant(1f));
        T open = tensors.add(scores, tensors.multiply(hidden, tensors.constant(NEVER)));
        return tensors.multiply(tensors.softmax(open, rank), shown);
    }

    /** Adds the arrays of {@link Tensors#linear}. */
    static void linear(Map<String, long[]> parameters, String name, long in, long out) {
        parameters.put(name + ".weight", new long[] {in, out});
        parameters.put(name + ".bias", new long[] {out});
    }

    /** What a modality says of the classes by itself, {@code [B, classes]}; where it is absent, what no one should hear. */
    static <T> T evidence(Tensors<T> tensors, T input, int modality) {
        return tensors.linear(input, "evidence" + modality);
    }

    /**
     * The Euclidean length of each row, {@code [B, 1]}. The floor lets a modality that says nothing have an equal share, and
     * keeps the gradient of the root finite.
     */
    static <T> T length(Tensors<T> tensors, T rows) {
        T squares = tensors.sum(tensors.multiply(rows, rows), 1, true);
        return tensors.squareRoot(tensors.atLeast(squares, 1e-12f));
    }

    /** The mean of {@code [B, modalities, n]} by {@code [B, modalities]}, as {@code [B, n]}. */
    static <T> T average(Tensors<T> tensors, T values, T weights) {
        return tensors.sum(tensors.multiply(values, tensors.expand(weights, 2)), 1, false);
    }

    /**
     * The share of attention that each of the tokens {@code [B, modalities, width]} draws when every present one looks at
     * every present one by softmax(q·kᵀ/√width), as {@code [B, modalities]}.
     */
    static <T> T attentionDrawn(Tensors<T> tensors, T tokens, int width) {
        T scores = tensors.matMul(tensors.linear(tokens, "query"), tensors.transpose(tensors.linear(tokens, "key")));
        scores = tensors.divide(scores, tensors.constant((float) Math.sqrt(width)));
        T absence = tensors.subtract(tensors.mask(), tensors.constant(1f));
        T open = tensors.add(scores, tensors.expand(tensors.multiply(absence, tensors.constant(NEVER)), 1));
        // [B, who looks, who is looked at]; the absent do not look.
        T attention = tensors.multiply(tensors.softmax(open, 3), tensors.expand(tensors.mask(), 2));
        return normalised(tensors, tensors.multiply(tensors.sum(attention, 1, false), tensors.mask()));
    }

    /**
     * Early fusion: a linear layer and, for what modalities only say together, a hidden layer over all embeddings side by
     * side. A modality's weight is the length of its share of the linear layer's logits.
     */
    record Early() implements FusionGraph {
        @Override
        public Map<String, long[]> parameters(HeadShape shape) {
            Map<String, long[]> parameters = new LinkedHashMap<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                long dimension = shape.modalities().get(m).dimension();
                linear(parameters, "hidden" + m, dimension, shape.width());
                linear(parameters, "evidence" + m, dimension, shape.classes().size());
            }
            linear(parameters, "classes", shape.width(), shape.classes().size());
            return parameters;
        }

        @Override
        public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
            T hidden = tensors.constant(0f);
            T logits = tensors.constant(0f);
            List<T> lengths = new ArrayList<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                T present = tensors.column(tensors.mask(), m);
                T input = tensors.dropout(standardised(tensors, m));
                T evidence = tensors.multiply(evidence(tensors, input, m), present);
                hidden = tensors.add(hidden, tensors.multiply(tensors.linear(input, "hidden" + m), present));
                logits = tensors.add(logits, evidence);
                lengths.add(length(tensors, evidence));
            }
            T together = tensors.linear(tensors.dropout(tensors.relu(hidden)), "classes");
            T weights = normalised(tensors, tensors.multiply(tensors.concatenate(lengths, 1), tensors.mask()));
            return new Fused<>(tensors.add(logits, together), weights);
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
                linear(parameters, "evidence" + m, dimension, shape.classes().size());
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
                T scores = tensors.softmax(evidence(tensors, input, m), 2);
                mean = tensors.add(mean, tensors.multiply(scores, tensors.column(weights, m)));
            }
            return new Fused<>(tensors.logarithm(tensors.atLeast(mean, 1e-7f)), weights);
        }
    }

    /**
     * Attention: each modality becomes a token of one width, and every present token looks at every present token by
     * softmax(q·kᵀ/√width). A modality's weight is the share of attention it draws. By these weights the modalities' own
     * evidence is weighed, and their values averaged, through a hidden layer, to what they say together.
     */
    record Attention() implements FusionGraph {
        @Override
        public Map<String, long[]> parameters(HeadShape shape) {
            Map<String, long[]> parameters = new LinkedHashMap<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                long dimension = shape.modalities().get(m).dimension();
                linear(parameters, "token" + m, dimension, shape.width());
                linear(parameters, "evidence" + m, dimension, shape.classes().size());
            }
            for (String projection : List.of("query", "key", "value")) {
                linear(parameters, projection, shape.width(), shape.width());
            }
            linear(parameters, "classes", shape.width(), shape.classes().size());
            return parameters;
        }

        @Override
        public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
            List<T> tokens = new ArrayList<>();
            List<T> evidence = new ArrayList<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                T input = tensors.dropout(standardised(tensors, m));
                tokens.add(tensors.expand(tensors.relu(tensors.linear(input, "token" + m)), 1));
                evidence.add(tensors.expand(evidence(tensors, input, m), 1));
            }
            T all = tensors.concatenate(tokens, 1);
            T weights = attentionDrawn(tensors, all, shape.width());
            T seen = average(tensors, tensors.linear(all, "value"), weights);
            // As many times the mean as there are modalities: two that agree are surer than one.
            T own = tensors.multiply(
                    average(tensors, tensors.concatenate(evidence, 1), weights), tensors.sum(tensors.mask(), 1, true));
            T together = tensors.linear(tensors.dropout(tensors.relu(seen)), "classes");
            return new Fused<>(tensors.add(own, together), weights);
        }
    }
}
