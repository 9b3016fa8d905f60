package io.tributary.training.head;

import io.tributary.schemas.FloatVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Examples whose text points at one region of an image: one of its tokens names a place, and the class is what the image has
 * there. Each of four places has one of two things, and neither the text nor the image alone says which place counts, nor do the means
 * of both: guessing what most places have is right in 69 of 100 cases.
 */
final class PointedTruth {
    static final HeadShape SHAPE = new HeadShape(
            List.of(new HeadShape.Input("text", 12, "text-1", 8), new HeadShape.Input("photo", 8, "photo-1", 4)),
            List.of("calm", "busy"),
            32);
    private static final int PLACES = 4;

    private final Random random;

    PointedTruth(long seed) {
        random = new Random(seed);
    }

    List<Example> draw(int count, int entities) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int place = random.nextInt(PLACES);
            int[] found = new int[PLACES];
            List<FloatVector> photo = new ArrayList<>();
            for (int region = 0; region < PLACES; region++) {
                found[region] = random.nextInt(2);
                photo.add(noisy(8, region, PLACES + found[region]));
            }
            List<FloatVector> text = new ArrayList<>();
            int length = 1 + random.nextInt(4);
            int pointing = random.nextInt(length);
            for (int token = 0; token < length; token++) {
                text.add(token == pointing ? noisy(12, place) : noisy(12, PLACES + random.nextInt(8)));
            }
            examples.add(new Example(
                    "place-" + i % entities,
                    Instant.ofEpochSecond(i),
                    List.of(Optional.of(mean(text)), Optional.of(mean(photo))),
                    List.of(text, photo),
                    found[place]));
        }
        return examples;
    }

    private FloatVector noisy(int dimension, int... ones) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian() * 0.1f;
        }
        for (int one : ones) {
            values[one] += 1;
        }
        return FloatVector.of(values);
    }

    private static FloatVector mean(List<FloatVector> positions) {
        float[] mean = new float[positions.get(0).length()];
        for (FloatVector position : positions) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += position.get(i) / positions.size();
            }
        }
        return FloatVector.of(mean);
    }
}
