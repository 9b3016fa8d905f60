package io.tributary.training.head;

import io.tributary.schemas.FloatVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Examples whose truth both modalities hint at: the class's own direction in noise. The sensor hints clearly, the text
 * faintly; every fifth example lacks one of them.
 */
final class DrawnExamples {
    static final HeadShape SHAPE = new HeadShape(
            List.of(
                    new HeadShape.Input("front-sensor", 12, "sensor-space-1"),
                    new HeadShape.Input("text", 8, "text-space-1")),
            List.of("calm", "busy", "broken"),
            16);

    private final Random random;

    DrawnExamples(long seed) {
        random = new Random(seed);
    }

    List<Example> draw(int count, int entities) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(3);
            Optional<FloatVector> sensor = i % 10 == 3 ? Optional.empty() : Optional.of(hint(12, label, 3));
            Optional<FloatVector> text = i % 10 == 7 ? Optional.empty() : Optional.of(hint(8, label, 1));
            examples.add(
                    new Example("machine-" + i % entities, Instant.ofEpochSecond(i), List.of(sensor, text), label));
        }
        return examples;
    }

    private FloatVector hint(int dimension, int label, float strength) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = 5 + (float) random.nextGaussian() + (i % 3 == label ? strength : 0);
        }
        return FloatVector.of(values);
    }
}
