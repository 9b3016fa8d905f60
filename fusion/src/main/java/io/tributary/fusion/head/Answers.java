package io.tributary.fusion.head;

import io.tributary.schemas.FloatVector;
import java.util.Arrays;

/**
 * What a head said of a batch.
 *
 * @param scores float32 {@code [rows, classes]}
 * @param weights float32 {@code [rows, inputs]}
 */
record Answers(float[] scores, int classes, float[] weights, int inputs) {
    FloatVector scoresOf(int row) {
        return FloatVector.of(Arrays.copyOfRange(scores, row * classes, (row + 1) * classes));
    }

    float score(int row, int label) {
        return scores[row * classes + label];
    }

    float weight(int row, int input) {
        return weights[row * inputs + input];
    }

    /** Whether every number of a row is finite. */
    boolean isFinite(int row) {
        for (int c = 0; c < classes; c++) {
            if (!Float.isFinite(score(row, c))) {
                return false;
            }
        }
        for (int i = 0; i < inputs; i++) {
            if (!Float.isFinite(weight(row, i))) {
                return false;
            }
        }
        return true;
    }
}
