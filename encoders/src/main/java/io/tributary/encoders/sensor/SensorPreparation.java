package io.tributary.encoders.sensor;

import io.tributary.encoders.Preparation;
import io.tributary.encoders.model.ModelInput;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Readings as float32 {@code [length, channels]}: channels in the model's order, missing values interpolated in time, then
 * the rows resampled from the first to the last.
 */
public final class SensorPreparation implements Preparation<SensorPreparation.Points> {
    private final Preprocessing.Sensor sensor;

    public SensorPreparation(Preprocessing.Sensor sensor) {
        this.sensor = sensor;
    }

    /**
     * What the model sees of one reading.
     *
     * @param values float32 {@code [length, channels]}, row by row; not changed after it is made
     * @param coverage share in [0, 1] of the reading that was measured
     */
    @SuppressWarnings("ArrayRecordComponent") // Lives for one batch, and is never compared.
    public record Points(float[] values, float coverage) {}

    @Override
    public Points prepare(Observation observation) throws RefusedException {
        if (!(observation.payload() instanceof Payload.Reading reading)) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_MODALITY,
                    "payload",
                    "payload is " + observation.payload().kind().lowerCase() + ", expected sensor");
        }
        int[] columns = ChannelOrder.of(sensor.channels(), reading.channels());
        int[] rows = rowsInTime(reading);
        float[] values = new float[sensor.length() * columns.length];
        int measured = 0;
        for (int channel = 0; channel < columns.length; channel++) {
            measured += fill(reading, rows, columns[channel], channel, values);
        }
        float share = (float) measured / (rows.length * columns.length);
        return new Points(values, Math.min(share, reading.coverage()));
    }

    private static int[] rowsInTime(Payload.Reading reading) {
        return IntStream.range(0, reading.rows())
                .boxed()
                .sorted(Comparator.comparingLong(reading::offsetMillis))
                .mapToInt(row -> row)
                .toArray();
    }

    /** Resamples one channel into {@code values} and returns how many of its samples were measured. */
    private int fill(Payload.Reading reading, int[] rows, int column, int channel, float[] values)
            throws RefusedException {
        double[] times = new double[rows.length];
        double[] measured = new double[rows.length];
        int count = 0;
        for (int row : rows) {
            float value = reading.value(row, column);
            if (Float.isFinite(value)) {
                times[count] = reading.offsetMillis(row);
                measured[count++] = value;
            }
        }
        if (count == 0) {
            throw new RefusedException(
                    Refusal.Cause.NO_FINITE_SAMPLES,
                    "samples",
                    "channel '" + reading.channels().get(column) + "' has no finite number in " + rows.length
                            + " rows, expected at least one");
        }
        double[] places = new double[rows.length];
        double[] whole = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            places[i] = i;
            float value = reading.value(rows[i], column);
            whole[i] = Float.isFinite(value)
                    ? value
                    : Interpolation.at(reading.offsetMillis(rows[i]), times, measured, count, Double.POSITIVE_INFINITY);
        }
        double step = sensor.length() == 1 ? 0 : (rows.length - 1.0) / (sensor.length() - 1);
        for (int i = 0; i < sensor.length(); i++) {
            values[i * sensor.channels().size() + channel] =
                    (float) Interpolation.at(i * step, places, whole, rows.length, Double.POSITIVE_INFINITY);
        }
        return count;
    }

    @Override
    public List<ModelInput> pack(List<Points> batch) {
        ModelInput.Floats samples = ModelInput.floats(
                "samples", batch.size(), sensor.length(), sensor.channels().size());
        for (int row = 0; row < batch.size(); row++) {
            float[] values = batch.get(row).values();
            samples.values().put(row * values.length, values);
        }
        return List.of(samples);
    }

    @Override
    public float coverage(Points prepared) {
        return prepared.coverage();
    }
}
