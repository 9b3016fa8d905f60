package io.tributary.encoders.sensor;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.sensor.FrameProgress.KnownChannel;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes readings apart into samples, channels in one order. */
final class ReadingSamples {
    private static final long EARLIEST = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    private static final long LATEST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

    private final Preprocessing.Sensor sensor;

    ReadingSamples(Preprocessing.Sensor sensor) {
        this.sensor = sensor;
    }

    /**
     * What of a reading is new.
     *
     * @param samples those with a measured value that are not too late
     * @param channels the entity's, with those that are new in {@code samples}
     * @param late how many samples were too late
     * @param oldestLate time of the oldest of them
     */
    record Intake(List<Sample> samples, List<KnownChannel> channels, int late, long oldestLate) {}

    /**
     * Event time of each row, milliseconds since the epoch.
     *
     * @throws RefusedException if this is no reading, or a time is not between the years 1 and 9999
     */
    long[] times(Observation observation) throws RefusedException {
        Payload.Reading reading = reading(observation);
        long at = observation.at().toEpochMilli();
        long[] times = new long[reading.rows()];
        for (int row = 0; row < times.length; row++) {
            long offset = reading.offsetMillis(row);
            if (at < EARLIEST || at > LATEST || offset < EARLIEST - at || offset > LATEST - at) {
                throw new RefusedException(
                        Refusal.Cause.INVALID_FIELD,
                        "at",
                        "at is " + observation.at() + " and row " + row + " is " + offset
                                + " ms after it, expected times between the years 1 and 9999");
            }
            times[row] = at + offset;
        }
        return times;
    }

    static long oldest(long[] times) {
        return Arrays.stream(times).min().orElseThrow();
    }

    /**
     * @param open samples before this are too late
     * @param known the entity's channels so far, if the model takes any
     * @throws RefusedException if no channel is the model's, one comes twice, there are too many, or no value is finite
     */
    Intake samples(Observation observation, long[] times, long open, List<KnownChannel> known) throws RefusedException {
        Payload.Reading reading = reading(observation);
        Columns columns = sensor.takesAnyChannels() ? any(reading, known) : named(reading);
        List<Sample> samples = new ArrayList<>();
        long[] since = new long[columns.ofReading().length];
        Arrays.fill(since, Long.MAX_VALUE);
        int late = 0;
        long oldestLate = Long.MAX_VALUE;
        for (int row = 0; row < times.length; row++) {
            float[] values = row(reading, row, columns.ofReading());
            if (!isMeasured(values)) {
                continue;
            }
            if (times[row] < open) {
                late++;
                oldestLate = Math.min(oldestLate, times[row]);
                continue;
            }
            samples.add(new Sample(times[row], FloatVector.of(values)));
            for (int channel = 0; channel < values.length; channel++) {
                if (Float.isFinite(values[channel])) {
                    since[channel] = Math.min(since[channel], times[row]);
                }
            }
        }
        if (samples.isEmpty() && late == 0) {
            throw new RefusedException(
                    Refusal.Cause.NO_FINITE_SAMPLES,
                    "samples",
                    "samples has no finite number in the channels " + columns.names()
                            + ", expected at least one measured value");
        }
        return new Intake(
                samples, sensor.takesAnyChannels() ? known(columns, since, known) : List.of(), late, oldestLate);
    }

    private static Payload.Reading reading(Observation observation) throws RefusedException {
        if (observation.payload() instanceof Payload.Reading reading) {
            return reading;
        }
        throw new RefusedException(
                Refusal.Cause.WRONG_MODALITY,
                "payload",
                "payload is " + observation.payload().kind().lowerCase() + ", expected sensor");
    }

    /**
     * Channels in the order of a sample's values.
     *
     * @param ofReading the column of the reading for each; -1 = it lacks this channel
     */
    @SuppressWarnings("ArrayRecordComponent") // Lives for one reading, and is never compared.
    private record Columns(List<String> names, int[] ofReading) {}

    private Columns named(Payload.Reading reading) throws RefusedException {
        return new Columns(sensor.channels(), ChannelOrder.present(sensor.channels(), reading.channels()));
    }

    /** The entity's channels so far, then those that are new. */
    private static Columns any(Payload.Reading reading, List<KnownChannel> known) throws RefusedException {
        ChannelOrder.requireOnce(reading.channels(), "expected each once");
        List<String> names =
                new ArrayList<>(known.stream().map(KnownChannel::name).toList());
        for (String channel : reading.channels()) {
            if (!names.contains(channel)) {
                names.add(channel);
            }
        }
        if (names.size() > Preprocessing.Sensor.MOST_CHANNELS) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_CHANNELS,
                    "channels",
                    "channels would be " + names.size()
                            + " with those of the entity's earlier readings, expected at most "
                            + Preprocessing.Sensor.MOST_CHANNELS);
        }
        return new Columns(
                names,
                names.stream()
                        .mapToInt(channel -> reading.channels().indexOf(channel))
                        .toArray());
    }

    private static List<KnownChannel> known(Columns columns, long[] since, List<KnownChannel> known) {
        List<KnownChannel> channels = new ArrayList<>();
        for (int i = 0; i < since.length; i++) {
            long before = i < known.size() ? known.get(i).since() : Long.MAX_VALUE;
            channels.add(new KnownChannel(columns.names().get(i), Math.min(before, since[i])));
        }
        return channels;
    }

    private static float[] row(Payload.Reading reading, int row, int[] columns) {
        float[] values = new float[columns.length];
        for (int channel = 0; channel < columns.length; channel++) {
            values[channel] = columns[channel] < 0 ? Float.NaN : reading.value(row, columns[channel]);
        }
        return values;
    }

    private static boolean isMeasured(float[] values) {
        for (float value : values) {
            if (Float.isFinite(value)) {
                return true;
            }
        }
        return false;
    }
}
