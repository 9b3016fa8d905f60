package io.tributary.training.head;

import io.tributary.schemas.FloatVector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mean of each value of each modality's embeddings, and one over its spread, over the examples that have it. */
final class Standardisation {
    /** Values that hardly vary are not blown up to a spread of 1. */
    private static final double LEAST_SPREAD = 1e-3;

    private Standardisation() {}

    static Map<String, FloatArray> of(HeadShape shape, List<Example> examples) {
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        for (int m = 0; m < shape.modalities().size(); m++) {
            int column = m;
            List<FloatVector> vectors = examples.stream()
                    .flatMap(example -> example.embeddings().get(column).stream())
                    .toList();
            int dimension = shape.modalities().get(m).dimension();
            double[] means = new double[dimension];
            double[] squares = new double[dimension];
            for (FloatVector vector : vectors) {
                for (int i = 0; i < dimension; i++) {
                    means[i] += vector.get(i) / (double) vectors.size();
                    squares[i] += vector.get(i) * (double) vector.get(i) / vectors.size();
                }
            }
            float[] mean = new float[dimension];
            float[] scale = new float[dimension];
            Arrays.fill(scale, 1f);
            for (int i = 0; i < dimension && !vectors.isEmpty(); i++) {
                mean[i] = (float) means[i];
                double spread = Math.sqrt(Math.max(0, squares[i] - means[i] * means[i]));
                scale[i] = (float) (1 / Math.max(spread, LEAST_SPREAD));
            }
            arrays.put("input" + m + ".mean", FloatArray.vector(mean));
            arrays.put("input" + m + ".scale", FloatArray.vector(scale));
        }
        return arrays;
    }
}
