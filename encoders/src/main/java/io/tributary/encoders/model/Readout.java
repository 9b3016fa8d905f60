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
 * @param normalised whether vectors are divided by their length, those of a sequence each
 * @param positions the most that the sequence of one input has; 0 where its vector alone is read
 */
public record Readout(String output, int position, List<Pooling> poolings, boolean normalised, int positions) {
    /** Values of the longest sequence: 900 kB, with which a record stays under the 1 MiB that Kafka takes by itself. */
    private static final int MOST_VALUES = 225_000;

    public Readout {
        poolings = List.copyOf(poolings);
        if (poolings.isEmpty()) {
            throw new IllegalArgumentException("expected at least one pooling");
        }
        if (positions > 0 && poolings.size() > 1) {
            throw new IllegalArgumentException("expected one pooling of a sequence, whose positions have its width");
        }
    }

    /** Of vectors alone. */
    public Readout(String output, int position, List<Pooling> poolings, boolean normalised) {
        this(output, position, poolings, normalised, 0);
    }

    /** Of a bundle with a manifest, whose graph has one output and does everything itself. */
    static Readout ofOnlyOutput() {
        return new Readout("", 0, List.of(Pooling.CLS), false);
    }

    public boolean givesSequence() {
        return positions > 0;
    }

    /** The most positions that a record has room for. */
    static int mostPositions(int dimension) {
        return MOST_VALUES / dimension;
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
    public List<Embedded> read(FloatBuffer values, long[] shape, List<ModelInput> inputs, int rows, int dimension) {
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
        List<Embedded> embedded = new ArrayList<>(rows);
        TokenMask mask = shape.length == 3 ? TokenMask.of(inputs, (int) shape[1]) : TokenMask.whole(1);
        for (int row = 0; row < rows; row++) {
            List<FloatVector> sequence = givesSequence() ? sequence(values, shape, mask, row) : List.of();
            float[] vector =
                    switch (shape.length) {
                        case 2 -> whole(values, dimension);
                        case 3 -> new TokenPooling(poolings, (int) shape[2]).pool(values, mask, row);
                        default -> averages(values, dimension, Math.toIntExact(shape[2] * shape[3]));
                    };
            if (normalised) {
                normalise(vector);
            }
            embedded.add(new Embedded(FloatVector.of(vector), sequence));
        }
        return embedded;
    }

    private List<FloatVector> sequence(FloatBuffer values, long[] shape, TokenMask mask, int row) {
        var reader = new PositionReader(positions);
        List<FloatVector> sequence =
                switch (shape.length) {
                    case 3 -> reader.tokens(values, mask, row, (int) shape[2]);
                    case 4 -> reader.places(values, (int) shape[1], Math.toIntExact(shape[2] * shape[3]));
                    default ->
                        throw new IllegalStateException(
                                "it answered float32" + Arrays.toString(shape) + ", expected a sequence");
                };
        return normalised ? sequence.stream().map(Readout::normalised).toList() : sequence;
    }

    private static FloatVector normalised(FloatVector position) {
        float[] values = position.toArray();
        normalise(values);
        return FloatVector.of(values);
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
