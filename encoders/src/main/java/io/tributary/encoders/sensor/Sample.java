package io.tributary.encoders.sensor;

import io.tributary.schemas.FloatVector;

/**
 * One row of a reading.
 *
 * @param time event time, milliseconds since the epoch
 * @param values float32 {@code [channels]} in the model's order; NaN = missing, at least one is not
 */
public record Sample(long time, FloatVector values) {}
