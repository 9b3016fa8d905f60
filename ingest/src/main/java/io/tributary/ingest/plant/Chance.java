package io.tributary.ingest.plant;

import java.util.List;
import java.util.SplittableRandom;

/** Random draws that are the same on every platform for the same seed. */
final class Chance {
    private final SplittableRandom random;

    Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A stream of its own for a purpose, so that one more draw here does not change what is drawn there. */
    static Chance of(long seed, String purpose) {
        long hash = seed * 0x9E3779B97F4A7C15L + 0x1234567L;
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001B3L;
        }
        return new Chance(hash);
    }

    boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** From {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** Roughly normal with mean 0 and deviation 1: twelve uniform draws, which need no logarithm. */
    double normal() {
        double sum = -6;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
