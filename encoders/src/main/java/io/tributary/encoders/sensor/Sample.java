package io.tributary.encoders.sensor;

import io.tributary.schemas.FloatVector;

/**
 * What was measured at one time.
 *
 * @param time event time, milliseconds since the epoch
 * @param values float32, one a channel in the model's order or the entity's; NaN or not there = missing, at least one is not
 */
public record Sample(long time, FloatVector values) {
    /** NaN if it was not measured. */
    float value(int channel) {
        return channel < values.length() && Float.isFinite(values.get(channel)) ? values.get(channel) : Float.NaN;
    }

    /**
     * Both as one: the value that one of them lacks from the other, and of two different values the larger. So it does not
     * matter which came first, nor whether one came twice.
     */
    Sample merge(Sample other) {
        float[] merged = new float[Math.max(values.length(), other.values.length())];
        for (int i = 0; i < merged.length; i++) {
            float mine = value(i);
            float theirs = other.value(i);
            merged[i] = Float.isNaN(mine) ? theirs : Float.isNaN(theirs) ? mine : Math.max(mine, theirs);
        }
        return new Sample(time, FloatVector.of(merged));
    }
}
