package io.tributary.training.head;

import java.util.List;

/**
 * What logits must be divided by so that a score of 0.8 is right in 8 of 10 cases: the value with the least negative
 * log-likelihood of what was held out (Guo et al. 2017, "On Calibration of Modern Neural Networks").
 */
final class Temperature {
    private static final double LEAST = 0.01;
    private static final double MOST = 20;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private Temperature() {}

    /** @param labels index of the true class of each row of {@code logits} */
    static float fit(List<float[]> logits, int[] labels) {
        if (logits.isEmpty()) {
            return 1f;
        }
        double low = Math.log(LEAST);
        double high = Math.log(MOST);
        while (high - low > 1e-3) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (loss(logits, labels, Math.exp(left)) < loss(logits, labels, Math.exp(right))) {
                high = right;
            } else {
                low = left;
            }
        }
        return (float) Math.exp((low + high) / 2);
    }

    /** Mean negative log-likelihood, in nats. */
    static double loss(List<float[]> logits, int[] labels, double temperature) {
        double sum = 0;
        for (int row = 0; row < labels.length; row++) {
            float[] scores = softmax(logits.get(row), temperature);
            sum -= Math.log(Math.max(1e-12, scores[labels[row]]));
        }
        return sum / Math.max(1, labels.length);
    }

    static float[] softmax(float[] logits, double temperature) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit / temperature);
        }
        double sum = 0;
        double[] powers = new double[logits.length];
        for (int c = 0; c < logits.length; c++) {
            powers[c] = Math.exp(logits[c] / temperature - most);
            sum += powers[c];
        }
        float[] scores = new float[logits.length];
        for (int c = 0; c < logits.length; c++) {
            scores[c] = (float) (powers[c] / sum);
        }
        return scores;
    }
}
