package io.tributary.training.head;

import io.tributary.schemas.FloatVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Moments of a text of up to 6 tokens, an image of up to 4 regions and a sensor's vector; every set of them occurs. */
final class DrawnSequences {
    static final HeadShape SHAPE = new HeadShape(
            List.of(
                    new HeadShape.Input("text", 8, "space-a", 6),
                    new HeadShape.Input("front-camera", 12, "space-b", 4),
                    new HeadShape.Input("sensor", 5, "space-c")),
            List.of("calm", "busy", "broken"),
            16);

    private final Random random;

    DrawnSequences(long seed) {
        random = new Random(seed);
    }

    List<Example> draw(int count) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int set = 1 + i % 7;
            List<Optional<FloatVector>> embeddings = new ArrayList<>();
            List<List<FloatVector>> sequences = new ArrayList<>();
            for (int m = 0; m < 3; m++) {
                HeadShape.Input input = SHAPE.modalities().get(m);
                boolean present = (set >> m & 1) == 1;
                embeddings.add(present ? Optional.of(vector(input.dimension())) : Optional.empty());
                sequences.add(present ? sequence(input) : List.of());
            }
            examples.add(new Example("e-" + i % 6, Instant.ofEpochSecond(i), embeddings, sequences, i % 3));
        }
        return examples;
    }

    /** Now and then none, which leaves the vector; now and then more than the head takes. */
    private List<FloatVector> sequence(HeadShape.Input input) {
        int length = input.takesSequence() ? random.nextInt(input.sequence() + 3) : 0;
        List<FloatVector> sequence = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            sequence.add(vector(input.dimension()));
        }
        return sequence;
    }

    private FloatVector vector(int dimension) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return FloatVector.of(values);
    }
}
