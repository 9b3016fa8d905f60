package io.tributary.testing;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import java.time.Instant;
import java.util.Random;

/**
 * Generated embeddings of length 1 (L2 norm): the same seed and the same calls give the same embeddings.
 *
 * <p>Ids count up: {@code <entity>/<modality>/0}, {@code …/1}; so do the offsets of their sources. The model of a
 * modality is {@code <modality>@1}, its space {@code <modality>-1}. Not safe for use by several threads.
 */
public final class Embeddings {
    private static final int SHA256_DIGITS = 64;

    private final Random random;
    private int next;

    private Embeddings(long seed) {
        this.random = new Random(seed);
    }

    public static Embeddings seeded(long seed) {
        return new Embeddings(seed);
    }

    /** An embedding that was received when it was observed. */
    public Embedding embedding(String entity, String modality, Instant at, int dimension) {
        return of(entity, modality, at, unit(dimension));
    }

    /** As {@link #embedding}, with a vector of the test's own. */
    public Embedding of(String entity, String modality, Instant at, FloatVector vector) {
        int number = next++;
        return new Embedding(
                entity + "/" + modality + "/" + number,
                entity,
                modality,
                at,
                vector,
                modality + "@1",
                "0".repeat(SHA256_DIGITS),
                modality + "-1",
                false,
                1f,
                new SourceOffset("test." + modality, 0, number),
                at,
                null);
    }

    private FloatVector unit(int dimension) {
        var values = new float[dimension];
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian();
            squares += values[i] * (double) values[i];
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) (values[i] / norm);
        }
        return FloatVector.of(values);
    }
}
