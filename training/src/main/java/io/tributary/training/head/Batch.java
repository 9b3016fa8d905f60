package io.tributary.training.head;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.tributary.schemas.FloatVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Examples as the arrays that a head takes.
 *
 * @param embeddings one array a modality, {@code [size, dimension]}, zeros where absent
 * @param mask {@code [size, modalities]}
 * @param targets {@code [size, classes]}: the class weight in the column of the label, 0 elsewhere
 */
record Batch(List<FloatArray> embeddings, FloatArray mask, FloatArray targets) {
    static Batch of(HeadShape shape, List<Example> examples, float[] classWeights) {
        int size = examples.size();
        int columns = shape.modalities().size();
        int classes = shape.classes().size();
        float[] mask = new float[size * columns];
        float[] targets = new float[size * classes];
        List<float[]> embeddings = new ArrayList<>();
        shape.modalities().forEach(input -> embeddings.add(new float[size * input.dimension()]));
        for (int row = 0; row < size; row++) {
            Example example = examples.get(row);
            targets[row * classes + example.label()] = classWeights[example.label()];
            for (int m = 0; m < columns; m++) {
                if (example.has(m)) {
                    FloatVector vector = example.embeddings().get(m).orElseThrow();
                    vector.copyTo(embeddings.get(m), row * vector.length());
                    mask[row * columns + m] = 1f;
                }
            }
        }
        List<FloatArray> arrays = new ArrayList<>();
        for (int m = 0; m < columns; m++) {
            arrays.add(matrix(size, embeddings.get(m)));
        }
        return new Batch(arrays, matrix(size, mask), matrix(size, targets));
    }

    private static FloatArray matrix(int rows, float[] values) {
        return new FloatArray(new long[] {rows, values.length / rows}, values);
    }

    /** Marks present modalities as absent, each with {@code probability}, but never the last one of an example. */
    void dropModalities(Random random, double probability) {
        float[] values = mask.values();
        int columns = (int) mask.shape()[1];
        for (int row = 0; row < values.length; row += columns) {
            int present = 0;
            for (int m = 0; m < columns; m++) {
                present += (int) values[row + m];
            }
            int first = random.nextInt(columns);
            for (int i = 0; i < columns; i++) {
                // Starting anywhere, no modality is more often the one that stays.
                int place = row + (first + i) % columns;
                if (present > 1 && values[place] == 1f && random.nextDouble() < probability) {
                    values[place] = 0f;
                    present--;
                }
            }
        }
    }

    /** The inputs of {@link HeadBlock}: the embeddings, then the mask; the caller's manager owns them. */
    NDList inputs(NDManager manager) {
        NDList inputs = new NDList();
        embeddings.forEach(array -> inputs.add(array.toNative(manager)));
        inputs.add(mask.toNative(manager));
        return inputs;
    }
}
