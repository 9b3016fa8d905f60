package io.tributary.encoders;

import io.tributary.schemas.FloatVector;

/** How alike two vectors are. */
public final class Cosine {
    private Cosine() {}

    /** From -1 to 1; NaN if one of them is of zeros. */
    public static double of(FloatVector a, FloatVector b) {
        return product(a, b) / (length(a) * length(b));
    }

    /** The Euclidean length. */
    public static double length(FloatVector vector) {
        return Math.sqrt(product(vector, vector));
    }

    private static double product(FloatVector a, FloatVector b) {
        double product = 0;
        for (int i = 0; i < a.length(); i++) {
            product += (double) a.get(i) * b.get(i);
        }
        return product;
    }
}
