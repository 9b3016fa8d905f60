package io.tributary.encoders.sensor;

import io.tributary.encoders.Preparation;
import io.tributary.encoders.model.ModelInput;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Readings as float32 {@code [length, channels]}: channels in the model's order, missing values interpolated in time, then
 * the rows resampled from the first to the last, and standardised where the bundle has a mean and a spread.
 *
 * <p>A model that takes any channels gets those of the reading in the order of their names, so that their order in the
 * reading does not matter; a channel without any measured value is NaN, and so are the columns that fill up the readings of
 * fewer channels in a batch.
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
     * @param channels how many
     * @param coverage share in [0, 1] of the reading that was measured
     */
    @SuppressWarnings("ArrayRecordComponent") // Lives for one batch, and is never compared.
    public record Points(float[] values, int channels, float coverage) {}

    @Override
    public Points prepare(Observation observation) throws RefusedException {
        if (!(observation.payload() instanceof Payload.Reading reading)) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_MODALITY,
                    "payload",
                    "payload is " + observation.payload().kind().lowerCase() + ", expected sensor");
        }
        List<String> channels = sensor.takesAnyChannels() ? inOrder(reading) : sensor.channels();
        int[] columns = ChannelOrder.of(channels, reading.channels());
        int[] rows = rowsInTime(reading);
        float[] values = new float[sensor.length() * columns.length];
        int measured = 0;
        for (int channel = 0; channel < columns.length; channel++) {
            int count = fill(reading, rows, columns[channel], channel, values);
            if (count == 0 && !sensor.takesAnyChannels()) {
                throw nothingMeasured("channel '" + channels.get(channel) + "'", rows.length);
            }
            measured += count;
        }
        if (measured == 0) {
            throw nothingMeasured("samples", rows.length);
        }
        standardise(values);
        float share = (float) measured / (rows.length * columns.length);
        return new Points(values, columns.length, Math.min(share, reading.coverage()));
    }

    private static List<String> inOrder(Payload.Reading reading) throws RefusedException {
        if (reading.channels().size() > Preprocessing.Sensor.MOST_CHANNELS) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_CHANNELS,
                    "channels",
                    "channels are " + reading.channels().size() + ", expected at most "
                            + Preprocessing.Sensor.MOST_CHANNELS);
        }
        return reading.channels().stream().sorted().toList();
    }

    private static RefusedException nothingMeasured(String what, int rows) {
        return new RefusedException(
                Refusal.Cause.NO_FINITE_SAMPLES,
                "samples",
                what + " has no finite number in " + rows + " rows, expected at least one");
    }

    private void standardise(float[] values) {
        if (sensor.mean().isEmpty()) {
            return;
        }
        int channels = sensor.channels().size();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((values[i] - sensor.mean().get(i % channels))
                    / sensor.std().get(i % channels));
        }
    }

    private static int[] rowsInTime(Payload.Reading reading) {
        if (isInTime(reading)) {
            return IntStream.range(0, reading.rows()).toArray();
        }
        return IntStream.range(0, reading.rows())
                .boxed()
                .sorted(Comparator.comparingLong(reading::offsetMillis))
                .mapToInt(row -> row)
                .toArray();
    }

    private static boolean isInTime(Payload.Reading reading) {
        for (int row = 1; row < reading.rows(); row++) {
            if (reading.offsetMillis(row) < reading.offsetMillis(row - 1)) {
                return false;
            }
        }
        return true;
    }

    /** Resamples one channel into {@code values} and returns how many of its samples were measured; of none, it is NaN. */
    private int fill(Payload.Reading reading, int[] rows, int column, int channel, float[] values) {
        int channels = values.length / sensor.length();
        if (rows.length == sensor.length() && isMeasured(reading, rows, column)) {
            for (int i = 0; i < rows.length; i++) {
                values[i * channels + channel] = reading.value(rows[i], column);
            }
            return rows.length;
        }
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
            for (int i = 0; i < sensor.length(); i++) {
                values[i * channels + channel] = Float.NaN;
            }
            return 0;
        }
        double[] places = new double[rows.length];
        double[] whole = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            places[i] = i;
            float value = reading.value(rows[i], column);
            whole[i] = Float.isFinite(value)
                    ? value
                    : Interpolation.at(reading.offsetMillis(rows[i]), times, measured, count);
        }
        double step = sensor.length() == 1 ? 0 : (rows.length - 1.0) / (sensor.length() - 1);
        for (int i = 0; i < sensor.length(); i++) {
            values[i * channels + channel] = (float) Interpolation.at(i * step, places, whole, rows.length);
        }
        return count;
    }

    private static boolean isMeasured(Payload.Reading reading, int[] rows, int column) {
        for (int row : rows) {
            if (!Float.isFinite(reading.value(row, column))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int width(Points prepared) {
        return sensor.takesAnyChannels() ? prepared.channels() : 0;
    }

    @Override
    public boolean isOfOneWidth() {
        return !sensor.takesAnyChannels();
    }

    @Override
    public List<ModelInput> pack(List<Points> batch) {
        int channels = batch.stream().mapToInt(Points::channels).max().orElseThrow();
        ModelInput.Floats samples = ModelInput.floats("samples", batch.size(), sensor.length(), channels);
        for (int row = 0; row < batch.size(); row++) {
            float[] values = filledUp(batch.get(row), channels);
            samples.values().put(row * values.length, values);
        }
        return List.of(samples);
    }

    private float[] filledUp(Points points, int channels) {
        if (points.channels() == channels) {
            return points.values();
        }
        float[] values = new float[sensor.length() * channels];
        Arrays.fill(values, Float.NaN);
        for (int i = 0; i < sensor.length(); i++) {
            System.arraycopy(points.values(), i * points.channels(), values, i * channels, points.channels());
        }
        return values;
    }

    @Override
    public float coverage(Points prepared) {
        return prepared.coverage();
    }
}
