package io.tributary.simulation;

import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.model.Bundle;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Stands for a model: makes a vector of an observation's content, the same of the same in one space, and where the bundle
 * says that it gives sequences, one to {@code positions} others beside it. Vectors have length 1 (L2 norm), and the dimension
 * and the space that the bundle says; what they mean is nothing. Empty texts are refused.
 */
record StandInEncoder(String modelName, String modelHash, String space, int dimension, int positions)
        implements Encoder {
    /** For a bundle's model, which is not opened. */
    static StandInEncoder of(Bundle bundle) {
        return new StandInEncoder(
                bundle.model(),
                bundle.sha256(),
                bundle.space(),
                bundle.dimension(),
                bundle.readout().positions());
    }

    @Override
    public CompletableFuture<List<Encoded>> encode(List<Observation> batch, Executor workers) {
        return CompletableFuture.completedFuture(batch.stream()
                .map(observation -> encoded(observation.payload()))
                .toList());
    }

    private Encoded encoded(Payload payload) {
        if (payload instanceof Payload.Text text && text.text().isBlank()) {
            return new Encoded.Rejected(
                    new Refusal(Refusal.Cause.EMPTY_TEXT, "payload.text", "the text is empty, expected words"));
        }
        float coverage = payload instanceof Payload.Reading reading ? reading.coverage() : 1f;
        var random = new Random(31L * space.hashCode() + payload.hashCode());
        return new Encoded.Success(vector(random), false, coverage, sequence(random));
    }

    private List<FloatVector> sequence(Random random) {
        int length = positions == 0 ? 0 : 1 + random.nextInt(positions);
        return Stream.generate(() -> vector(random)).limit(length).toList();
    }

    private FloatVector vector(Random random) {
        float[] values = new float[dimension];
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - 0.5f;
            squares += values[i] * values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= (float) Math.sqrt(squares);
        }
        return FloatVector.of(values);
    }

    @Override
    public void close() {}
}
