package io.tributary.training.head;

import io.tributary.schemas.FloatVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Examples of four classes, of which each modality knows half: the photo tells whether it is 0 or 1 against 2 or 3, the sound
 * whether it is 0 or 2 against 1 or 3. By chance one is right in 25 of 100 cases, with one modality in 50.
 */
final class SharedTruth {
    private final HeadShape shape;
    private final Random random;

    SharedTruth(long seed, int photoDimension, int soundDimension, int width) {
        random = new Random(seed);
        shape = new HeadShape(
                List.of(
                        new HeadShape.Input("photo", photoDimension, "photo-1"),
                        new HeadShape.Input("sound", soundDimension, "sound-1")),
                List.of("calm-day", "busy-day", "calm-night", "busy-night"),
                width);
    }

    HeadShape shape() {
        return shape;
    }

    /** Every tenth lacks the photo, and every tenth the sound. */
    List<Example> draw(int count, int entities) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(4);
            FloatVector photo = half(shape.modalities().get(0).dimension(), label >> 1);
            FloatVector sound = half(shape.modalities().get(1).dimension(), label & 1);
            examples.add(new Example(
                    "place-" + i % entities,
                    Instant.ofEpochSecond(i),
                    List.of(
                            i % 10 == 3 ? Optional.empty() : Optional.of(photo),
                            i % 10 == 7 ? Optional.empty() : Optional.of(sound)),
                    label));
        }
        return examples;
    }

    /** Noise of length 2 around one of two points that lie 8 apart, however many dimensions there are. */
    private FloatVector half(int dimension, int bit) {
        float[] values = new float[dimension];
        double shift = (bit == 0 ? -4 : 4) / Math.sqrt(dimension);
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) (random.nextGaussian() / Math.sqrt(dimension) * 2 + shift);
        }
        return FloatVector.of(values);
    }
}
