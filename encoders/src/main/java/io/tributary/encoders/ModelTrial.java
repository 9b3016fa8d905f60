package io.tributary.encoders;

import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.OnnxFile;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.ModelChoice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A bundle opened and run on samples: what it is, what it answers and what is wrong with it.
 *
 * @param vectors of the samples that were encoded, in their order
 * @param problems in words; none if the bundle can be used
 * @param perSecond inputs a second, prepared and encoded on one thread, one at a time
 * @param perSecondInEights the same in batches of eight
 */
public record ModelTrial(
        Bundle bundle,
        OnnxFile graph,
        List<FloatVector> vectors,
        int truncated,
        List<String> problems,
        double perSecond,
        double perSecondInEights) {
    private static final Duration TIME = Duration.ofMillis(700);
    private static final int EIGHT = 8;

    /** Different inputs whose vectors lie closer than this cannot be told apart by anything that follows. */
    private static final double ALIKE = 0.9999;

    /**
     * Opens the bundle, which includes its self-test, and runs it for a second or two.
     *
     * @param samples payloads of the bundle's kind; none for built-in ones
     * @throws io.tributary.encoders.model.InvalidBundleException if the bundle cannot even be opened
     */
    public static ModelTrial of(Path folder, Kind kind, ModelChoice choice, List<Payload> samples) {
        Batching usual = Batching.of(kind);
        // What is remembered is not encoded, so nothing is.
        var batching =
                new Batching(usual.records(), usual.delay(), usual.rows(), usual.tokens(), usual.byLength(), 1, 1, 0);
        var modality = new Modality("model", kind, folder, Optional.empty(), batching, Duration.ZERO, choice);
        Bundle bundle = Bundle.read(modality);
        List<Observation> inputs = samples.isEmpty() ? Samples.of(bundle) : Samples.observations(bundle, samples);
        try (Encoder encoder = Encoders.open(modality)) {
            return run(encoder, bundle, inputs);
        }
    }

    private static ModelTrial run(Encoder encoder, Bundle bundle, List<Observation> inputs) {
        List<FloatVector> vectors = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int truncated = 0;
        for (Encoded encoded : encoder.encode(inputs)) {
            if (encoded instanceof Encoded.Success success) {
                vectors.add(success.vector());
                truncated += success.truncated() ? 1 : 0;
            } else {
                problems.add("A sample was refused: "
                        + ((Encoded.Rejected) encoded).refusal().detail() + ".");
            }
        }
        problems.addAll(doubts(inputs, vectors));
        return new ModelTrial(
                bundle,
                OnnxFile.read(bundle.modelFile()),
                List.copyOf(vectors),
                truncated,
                List.copyOf(problems),
                speed(encoder, inputs, 1),
                speed(encoder, inputs, EIGHT));
    }

    private static List<String> doubts(List<Observation> inputs, List<FloatVector> vectors) {
        List<String> doubts = new ArrayList<>();
        if (vectors.stream().anyMatch(vector -> Cosine.length(vector) == 0)) {
            doubts.add("A vector has the length 0; the weights may be missing.");
        }
        long different = inputs.stream().map(Observation::payload).distinct().count();
        if (different > 1 && vectors.size() == inputs.size() && areAllAlike(vectors)) {
            doubts.add("The vectors of " + different + " different samples are all alike (cosine above " + ALIKE
                    + "); the model does not see its input, or the wrong output is read.");
        }
        return doubts;
    }

    private static boolean areAllAlike(List<FloatVector> vectors) {
        return vectors.stream().allMatch(vector -> Cosine.of(vector, vectors.get(0)) > ALIKE);
    }

    /** Processing time, after one call that does not count. */
    private static double speed(Encoder encoder, List<Observation> inputs, int size) {
        List<Observation> batch = new ArrayList<>();
        long count = 0;
        long start = 0;
        long elapsed = 0;
        for (int call = 0; elapsed < TIME.toNanos(); call++) {
            batch.clear();
            for (int i = 0; i < size; i++) {
                batch.add(inputs.get((call * size + i) % inputs.size()));
            }
            encoder.encode(batch);
            if (call == 0) {
                start = System.nanoTime();
                continue;
            }
            count += size;
            elapsed = System.nanoTime() - start;
        }
        return count * (double) TimeUnit.SECONDS.toNanos(1) / elapsed;
    }
}
