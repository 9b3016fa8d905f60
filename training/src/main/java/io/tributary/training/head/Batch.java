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
 * @param embeddings one array a modality, {@code [size, dimension]}, or {@code [size, positions, dimension]} where sequences
 *     are taken; zeros where absent
 * @param positions one array a modality that sequences are taken of, {@code [size, positions]}: 1 where there is a position
 * @param mask {@code [size, modalities]}
 * @param targets {@code [size, classes]}: the class weight in the column of the label, 0 elsewhere
 */
record Batch(List<FloatArray> embeddings, List<FloatArray> positions, FloatArray mask, FloatArray targets) {
    /** Of a head that takes vectors alone. */
    Batch(List<FloatArray> embeddings, FloatArray mask, FloatArray targets) {
        this(embeddings, List.of(), mask, targets);
    }

    static Batch of(HeadShape shape, List<Example> examples, float[] classWeights) {
        int size = examples.size();
        int columns = shape.modalities().size();
        int classes = shape.classes().size();
        float[] mask = new float[size * columns];
        float[] targets = new float[size * classes];
        for (int row = 0; row < size; row++) {
            Example example = examples.get(row);
            targets[row * classes + example.label()] = classWeights[example.label()];
            for (int m = 0; m < columns; m++) {
                mask[row * columns + m] = example.has(m) ? 1f : 0f;
            }
        }
        List<FloatArray> embeddings = new ArrayList<>();
        List<FloatArray> positions = new ArrayList<>();
        for (int m = 0; m < columns; m++) {
            addInput(shape.modalities().get(m), m, examples, embeddings, positions);
        }
        return new Batch(embeddings, positions, matrix(size, mask), matrix(size, targets));
    }

    private static void addInput(
            HeadShape.Input input,
            int modality,
            List<Example> examples,
            List<FloatArray> embeddings,
            List<FloatArray> positions) {
        int size = examples.size();
        List<List<FloatVector>> rows = examples.stream()
                .map(example -> example.positions(modality, input))
                .toList();
        int longest = rows.stream().mapToInt(List::size).reduce(1, Math::max);
        float[] values = new float[size * longest * input.dimension()];
        float[] shown = new float[size * longest];
        for (int row = 0; row < size; row++) {
            for (int i = 0; i < rows.get(row).size(); i++) {
                int place = row * longest + i;
                rows.get(row).get(i).copyTo(values, place * input.dimension());
                shown[place] = 1f;
            }
        }
        if (input.takesSequence()) {
            embeddings.add(new FloatArray(new long[] {size, longest, input.dimension()}, values));
            positions.add(matrix(size, shown));
        } else {
            embeddings.add(matrix(size, values));
        }
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

    /** The inputs of {@link HeadBlock}: the embeddings, which positions there are, then the mask; the caller's manager owns them. */
    NDList inputs(NDManager manager) {
        NDList inputs = new NDList();
        embeddings.forEach(array -> inputs.add(array.toNative(manager)));
        positions.forEach(array -> inputs.add(array.toNative(manager)));
        inputs.add(mask.toNative(manager));
        return inputs;
    }
}
