package io.tributary.training.head;

import java.util.Map;

/**
 * Zero-shot: the mean direction of the present modalities' embeddings, which all lie in one space, and its cosine to each
 * class's vector. Present modalities have equal weights.
 */
record ZeroShotGraph() implements FusionGraph {
    /** The classes' vectors, each of length 1, side by side: {@code [dimension, classes]}. */
    static final String CLASSES = "classes.weight";

    @Override
    public Map<String, long[]> parameters(HeadShape shape) {
        long dimension = shape.modalities().get(0).dimension();
        return Map.of(CLASSES, new long[] {dimension, shape.classes().size()});
    }

    @Override
    public <T> Fused<T> build(Tensors<T> tensors, HeadShape shape) {
        T sum = tensors.constant(0f);
        for (int m = 0; m < shape.modalities().size(); m++) {
            T direction = direction(tensors, tensors.embedding(m));
            sum = tensors.add(sum, tensors.multiply(direction, tensors.column(tensors.mask(), m)));
        }
        T cosines = tensors.matMul(direction(tensors, sum), tensors.parameter(CLASSES));
        return new Fused<>(cosines, FusionGraph.normalised(tensors, tensors.mask()));
    }

    /** Each row divided by its length, so that mean and sum are the same; rows of zeros stay zeros. */
    private static <T> T direction(Tensors<T> tensors, T rows) {
        return tensors.divide(rows, FusionGraph.length(tensors, rows));
    }
}
