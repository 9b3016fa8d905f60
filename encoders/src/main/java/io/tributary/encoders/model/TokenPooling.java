package io.tributary.encoders.model;

import java.nio.FloatBuffer;
import java.util.List;

/** Pools the tokens of one row in one pass over them. */
final class TokenPooling {
    private final List<Pooling> poolings;
    private final int width;
    private final float[] first;
    private final float[] last;
    private final float[] greatest;
    private final float[] sum;
    private final float[] weightedSum;
    private final boolean adds;
    private final boolean weighs;
    private final boolean compares;
    private int shown;
    private double weights;

    TokenPooling(List<Pooling> poolings, int width) {
        this.poolings = poolings;
        this.width = width;
        first = new float[width];
        last = new float[width];
        greatest = new float[width];
        sum = new float[width];
        adds = poolings.contains(Pooling.MEAN) || poolings.contains(Pooling.MEAN_SQRT_LEN);
        weighs = poolings.contains(Pooling.WEIGHTED_MEAN);
        weightedSum = new float[weighs ? width : 0];
        compares = poolings.contains(Pooling.MAX);
    }

    /** Reads the row's tokens, {@code [mask.width(), width]}, from where {@code values} stand. */
    float[] pool(FloatBuffer values, TokenMask mask, int row) {
        float[] token = new float[width];
        for (int i = 0; i < mask.width(); i++) {
            if (!mask.shows(row, i) && i > 0) {
                values.position(values.position() + width);
                continue;
            }
            values.get(token);
            if (i == 0) {
                System.arraycopy(token, 0, first, 0, width);
            }
            if (mask.shows(row, i)) {
                add(token, i + 1);
            }
        }
        float[] vector = new float[poolings.size() * width];
        for (int i = 0; i < poolings.size(); i++) {
            pooled(poolings.get(i), vector, i * width);
        }
        return vector;
    }

    private void add(float[] token, int place) {
        if (adds) {
            for (int i = 0; i < width; i++) {
                sum[i] += token[i];
            }
        }
        if (compares) {
            for (int i = 0; i < width; i++) {
                greatest[i] = shown == 0 ? token[i] : Math.max(greatest[i], token[i]);
            }
        }
        if (weighs) {
            for (int i = 0; i < width; i++) {
                weightedSum[i] += token[i] * place;
            }
        }
        System.arraycopy(token, 0, last, 0, width);
        weights += place;
        shown++;
    }

    private void pooled(Pooling pooling, float[] vector, int start) {
        switch (pooling) {
            case CLS -> System.arraycopy(first, 0, vector, start, width);
            case MAX -> System.arraycopy(greatest, 0, vector, start, width);
            case LAST_TOKEN -> System.arraycopy(last, 0, vector, start, width);
            case MEAN -> divided(sum, Math.max(shown, 1), vector, start);
            case MEAN_SQRT_LEN -> divided(sum, Math.sqrt(Math.max(shown, 1)), vector, start);
            case WEIGHTED_MEAN -> divided(weightedSum, Math.max(weights, 1), vector, start);
        }
    }

    private void divided(float[] values, double by, float[] vector, int start) {
        for (int i = 0; i < width; i++) {
            vector[start + i] = (float) (values[i] / by);
        }
    }
}
