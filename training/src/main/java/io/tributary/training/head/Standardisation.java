package io.tributary.training.head;

import io.tributary.schemas.FloatVector;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean of each modality's embeddings, or of their positions, over the examples that have it, and one over their mean distance from it, times
 * a gain. One scale for a whole modality, not one a value: evening out the values would make as much of those that are
 * noise as of those that tell something.
 */
final class Standardisation {
    /** Length of an embedding as the head sees it; found to let steps of {@link HeadSettings#rate()} fit all modalities. */
    private static final double GAIN = 3;

    /** Embeddings that hardly vary are not blown up. */
    private static final double LEAST_SPREAD = 1e-6;

    private Standardisation() {}

    static Map<String, FloatArray> of(HeadShape shape, List<Example> examples) {
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        for (int m = 0; m < shape.modalities().size(); m++) {
            int column = m;
            HeadShape.Input input = shape.modalities().get(m);
            List<FloatVector> vectors = examples.stream()
                    .flatMap(example -> example.positions(column, input).stream())
                    .toList();
            int dimension = input.dimension();
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
            double spread = 0;
            for (int i = 0; i < dimension; i++) {
                mean[i] = (float) means[i];
                spread += Math.max(0, squares[i] - means[i] * means[i]);
            }
            Arrays.fill(scale, (float) (GAIN / Math.sqrt(Math.max(spread, LEAST_SPREAD))));
            arrays.put("input" + m + ".mean", FloatArray.vector(mean));
            arrays.put("input" + m + ".scale", FloatArray.vector(scale));
        }
        return arrays;
    }
}
