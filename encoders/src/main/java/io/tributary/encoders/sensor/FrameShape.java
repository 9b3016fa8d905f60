package io.tributary.encoders.sensor;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.sensor.FrameProgress.KnownChannel;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Span;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Gaps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Makes frames of the samples that they cover: equidistant points, their span, and how much of it was measured. */
final class FrameShape {
    private final String modality;
    private final Framing framing;
    private final Preprocessing.Sensor sensor;
    private final FrameGrid grid;
    private final long length;
    private final long hop;

    FrameShape(String modality, Framing framing, Preprocessing.Sensor sensor) {
        this.modality = modality;
        this.framing = framing;
        this.sensor = sensor;
        this.grid = new FrameGrid(framing, sensor.length());
        this.length = framing.length().toMillis();
        this.hop = framing.hop().toMillis();
    }

    /**
     * The frame {@code [end - length, end)}; nothing if too little of it was measured or nothing in its last hop; where gaps
     * split frames, one for each part that was measured in the last hop.
     *
     * @param samples those of the frame, earliest first
     * @param known the entity's channels, if the model does not name them; a frame has those measured up to its end
     */
    List<Observation> frames(String entity, long end, List<Sample> samples, List<KnownChannel> known) {
        List<Observation> frames = new ArrayList<>();
        for (Part part : parts(end, samples)) {
            if (part.last() >= end - hop) {
                Observation frame = frame(entity, end, part, columns(end, known));
                if (((Payload.Reading) frame.payload()).coverage() >= framing.minCoverage()) {
                    frames.add(frame);
                }
            }
        }
        return frames;
    }

    /** Neighbouring samples of a frame, and the time from {@code from} to {@code to} that they are a frame of. */
    private record Part(List<Sample> samples, long from, long to) {
        long last() {
            return samples.get(samples.size() - 1).time();
        }
    }

    private List<Part> parts(long end, List<Sample> samples) {
        List<Part> parts = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= samples.size(); i++) {
            boolean over = i == samples.size();
            if (over || isSplit(samples.get(i - 1), samples.get(i))) {
                long from = first == 0 ? end - length : samples.get(first).time();
                long to = over ? end : samples.get(i - 1).time() + 1;
                parts.add(new Part(samples.subList(first, i), from, to));
                first = i;
            }
        }
        return parts;
    }

    private boolean isSplit(Sample sample, Sample next) {
        return framing.gaps() == Gaps.SPLIT
                && next.time() - sample.time() > framing.maxGap().toMillis();
    }

    /** A channel of a frame, and where its values are in a sample. */
    private record Column(String name, int place) {}

    private List<Column> columns(long end, List<KnownChannel> known) {
        if (!sensor.takesAnyChannels()) {
            return IntStream.range(0, sensor.channels().size())
                    .mapToObj(i -> new Column(sensor.channels().get(i), i))
                    .toList();
        }
        return IntStream.range(0, known.size())
                .filter(i -> known.get(i).since() < end)
                .mapToObj(i -> new Column(known.get(i).name(), i))
                .sorted(Comparator.comparing(Column::name))
                .toList();
    }

    private Observation frame(String entity, long end, Part part, List<Column> columns) {
        long start = end - length;
        float[] values = new float[sensor.length() * columns.size()];
        int measured = 0;
        for (int channel = 0; channel < columns.size(); channel++) {
            measured += grid.resample(
                    series(part.samples(), start, columns.get(channel).place()),
                    part.from() - start,
                    part.to() - start,
                    values,
                    channel,
                    columns.size());
        }
        var reading = new Payload.Reading(
                columns.stream().map(Column::name).toList(),
                sensor.length() * 1000.0 / length,
                FloatVector.of(values),
                List.of(),
                (float) measured / values.length,
                new Span(Instant.ofEpochMilli(part.from()), Instant.ofEpochMilli(part.to())));
        return new Observation(
                entity + "/" + modality + "/frame/" + part.to(),
                entity,
                modality,
                Instant.ofEpochMilli(part.last()),
                reading);
    }

    private static FrameGrid.Series series(List<Sample> samples, long start, int place) {
        double[] times = new double[samples.size()];
        double[] values = new double[samples.size()];
        int count = 0;
        for (Sample sample : samples) {
            float value = sample.value(place);
            if (!Float.isNaN(value)) {
                times[count] = sample.time() - start;
                values[count++] = value;
            }
        }
        return new FrameGrid.Series(times, values, count);
    }
}
