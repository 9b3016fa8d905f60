package io.tributary.encoders.model;

import io.tributary.schemas.FloatVector;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the graph's answer becomes one vector a row. float32 {@code [batch, dimension]} is taken as it is; of
 * {@code [batch, tokens, width]} the tokens that the attention mask shows are pooled; {@code [batch, channels, height,
 * width]} is averaged over height and width.
 *
 * @param output name of the graph's output that is read; empty where there is only one
 * @param position of it among the graph's outputs
 * @param poolings of tokens, one or more; their vectors are concatenated
 * @param normalised whether vectors are divided by their length
 */
public record Readout(String output, int position, List<Pooling> poolings, boolean normalised) {
    public Readout {
        poolings = List.copyOf(poolings);
        if (poolings.isEmpty()) {
            throw new IllegalArgumentException("expected at least one pooling");
        }
    }

    /** Of a bundle with a manifest, whose graph has one output and does everything itself. */
    static Readout ofOnlyOutput() {
        return new Readout("", 0, List.of(Pooling.CLS), false);
    }

    /**
     * Reads one answer.
     *
     * @param values float32 in the order of {@code shape}; read once, from its position on
     * @param shape of the output, batch axis first
     * @param inputs of the call; {@code attention_mask}, int64 {@code [batch, tokens]}, says which tokens count
     * @param dimension that every vector must have
     * @throws IllegalStateException if the answer has another shape, saying which
     */
    public List<FloatVector> vectors(
            FloatBuffer values, long[] shape, List<ModelInput> inputs, int rows, int dimension) {
        long found =
                switch (shape.length) {
                    case 2, 4 -> shape[1];
                    case 3 -> shape[2] * poolings.size();
                    default -> -1;
                };
        if (shape.length < 2 || shape[0] != rows || found != dimension) {
            throw new IllegalStateException("it answered float32" + Arrays.toString(shape) + ", expected " + rows
                    + " rows that make vectors of " + dimension);
        }
        List<FloatVector> vectors = new ArrayList<>(rows);
        TokenMask mask = shape.length == 3 ? TokenMask.of(inputs, (int) shape[1]) : TokenMask.whole(1);
        for (int row = 0; row < rows; row++) {
            float[] vector =
                    switch (shape.length) {
                        case 2 -> whole(values, dimension);
                        case 3 -> new TokenPooling(poolings, (int) shape[2]).pool(values, mask, row);
                        default -> averages(values, dimension, Math.toIntExact(shape[2] * shape[3]));
                    };
            if (normalised) {
                normalise(vector);
            }
            vectors.add(FloatVector.of(vector));
        }
        return vectors;
    }

    private static float[] whole(FloatBuffer values, int dimension) {
        float[] vector = new float[dimension];
        values.get(vector);
        return vector;
    }

    private static float[] averages(FloatBuffer values, int channels, int plane) {
        float[] vector = new float[channels];
        float[] one = new float[plane];
        for (int channel = 0; channel < channels; channel++) {
            values.get(one);
            double sum = 0;
            for (float value : one) {
                sum += value;
            }
            vector[channel] = (float) (sum / plane);
        }
        return vector;
    }

    /** A vector of zeros stays one, which the self-test and the caller see. */
    private static void normalise(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        // As PyTorch's normalize, which divides by no less than this.
        double length = Math.max(Math.sqrt(square), 1e-12);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / length);
        }
    }
}
