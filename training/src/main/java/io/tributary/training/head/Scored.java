package io.tributary.training.head;

import io.tributary.schemas.FloatVector;

/**
 * What a head says of an example that it was not fitted on.
 *
 * @param truth index of the class
 * @param scores one a class, summing to 1
 */
public record Scored(int truth, FloatVector scores) {
    /** Index of the class with the highest score; of equal ones the first. */
    public int predicted() {
        int best = 0;
        for (int c = 1; c < scores.length(); c++) {
            best = scores.get(c) > scores.get(best) ? c : best;
        }
        return best;
    }
}
