package io.tributary.encoders.sensor;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.Framing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes one frame of the samples that it covers: equidistant points, and how much of it was measured. */
final class FrameShape {
    private final String modality;
    private final Framing framing;
    private final List<String> channels;
    private final int points;
    private final long length;

    FrameShape(String modality, Framing framing, Preprocessing.Sensor sensor) {
        this.modality = modality;
        this.framing = framing;
        this.channels = sensor.channels();
        this.points = sensor.length();
        this.length = framing.length().toMillis();
    }

    /**
     * The frame {@code [end - length, end)}, or nothing if too little of it was measured or nothing in its last hop.
     *
     * @param samples those of the frame, earliest first
     */
    Optional<Observation> frame(String entity, long end, List<Sample> samples) {
        if (samples.isEmpty()) {
            return Optional.empty();
        }
        long last = samples.get(samples.size() - 1).time();
        float coverage = coverage(end - length, samples);
        if (last < end - framing.hop().toMillis() || coverage < framing.minCoverage()) {
            return Optional.empty();
        }
        var reading = new Payload.Reading(
                channels,
                points * 1000.0 / length,
                FloatVector.of(resampled(end - length, samples)),
                List.of(),
                coverage);
        return Optional.of(new Observation(
                entity + "/" + modality + "/frame/" + end, entity, modality, Instant.ofEpochMilli(last), reading));
    }

    /** The share of the points' cells with a measured sample, averaged over the channels. */
    private float coverage(long start, List<Sample> samples) {
        boolean[] measured = new boolean[points * channels.size()];
        for (Sample sample : samples) {
            int cell = (int) ((sample.time() - start) * points / length);
            for (int channel = 0; channel < channels.size(); channel++) {
                measured[cell * channels.size() + channel] |=
                        Float.isFinite(sample.values().get(channel));
            }
        }
        int count = 0;
        for (boolean cell : measured) {
            count += cell ? 1 : 0;
        }
        return (float) count / measured.length;
    }

    /** float32 {@code [points, channels]}; a channel without any measured sample is NaN, which the encoder refuses. */
    private float[] resampled(long start, List<Sample> samples) {
        float[] values = new float[points * channels.size()];
        double[] times = new double[samples.size()];
        double[] measured = new double[samples.size()];
        double step = (double) length / points;
        for (int channel = 0; channel < channels.size(); channel++) {
            int count = 0;
            for (Sample sample : samples) {
                if (Float.isFinite(sample.values().get(channel))) {
                    times[count] = sample.time() - start;
                    measured[count++] = sample.values().get(channel);
                }
            }
            for (int i = 0; i < points; i++) {
                values[i * channels.size() + channel] = count == 0
                        ? Float.NaN
                        : (float) Interpolation.at(
                                i * step,
                                times,
                                measured,
                                count,
                                framing.maxGap().toMillis());
            }
        }
        return values;
    }
}
