package io.tributary.training;

import io.tributary.schemas.FloatVector;

/** Arithmetic of vectors, in doubles. */
final class Directions {
    private Directions() {}

    /** Of length 1. */
    static double[] unit(FloatVector vector) {
        double[] values = new double[vector.length()];
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i);
            squares += values[i] * values[i];
        }
        for (int i = 0; i < values.length; i++) {
            values[i] /= Math.sqrt(squares);
        }
        return values;
    }

    static double[] sum(double[] left, double[] right) {
        double[] sum = new double[left.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = left[i] + right[i];
        }
        return sum;
    }

    static double dot(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    static FloatVector scaled(FloatVector vector, float factor) {
        float[] values = vector.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor;
        }
        return FloatVector.of(values);
    }

    /** Where the largest is. */
    static int best(double[] scores) {
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }
}
