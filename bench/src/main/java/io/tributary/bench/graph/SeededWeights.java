package io.tributary.bench.graph;

import java.util.SplittableRandom;

/** Normally distributed weights, the same from the same seed. */
final class SeededWeights {
    private final SplittableRandom random;

    SeededWeights(long seed) {
        this.random = new SplittableRandom(seed);
    }

    float[] normal(int count, double deviation) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
        }
        return values;
    }

    static float[] filled(int count, float value) {
        float[] values = new float[count];
        java.util.Arrays.fill(values, value);
        return values;
    }
}
