package io.tributary.encoders.sensor;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Cuts the readings of a sensor into frames, entity by entity, in event time alone: no clock, no Kafka.
 *
 * <p>With length 30 s, hop 10 s and grace 2 s, the sample of 12:00:42.1 closes the frame [12:00:10, 12:00:40): samples that
 * come later than that but belong before 12:00:40 are missing in it, and count in the frames after it that cover them.
 * Several samples of one time count once, the first; so a reading that comes twice changes nothing.
 */
public final class Framer {
    private final Preprocessing.Sensor sensor;
    private final FrameShape shape;
    private final SampleStore store;
    private final long length;
    private final long hop;
    private final long grace;
    private long lateSamples;

    /**
     * @param modality the frames' modality
     * @param sensor the channels and the number of points that the encoder takes
     * @param store holds all state; this object can be made anew on the same store
     */
    public Framer(String modality, Framing framing, Preprocessing.Sensor sensor, SampleStore store) {
        this.sensor = sensor;
        this.shape = new FrameShape(modality, framing, sensor);
        this.store = store;
        this.length = framing.length().toMillis();
        this.hop = framing.hop().toMillis();
        this.grace = framing.grace().toMillis();
    }

    /**
     * Takes one reading and returns the frames that it completes, earliest first.
     *
     * @throws RefusedException if it is no reading, lacks a channel of the model or has no finite value in them; the state
     *     is as it was
     */
    public List<Observation> accept(Observation observation) throws RefusedException {
        List<Sample> samples = samples(observation);
        String entity = observation.entity();
        long oldest = samples.stream().mapToLong(Sample::time).min().orElseThrow();
        FrameProgress progress = store.progress(entity)
                // The earliest frame that a sample within the grace may still belong to.
                .orElseGet(() -> new FrameProgress(endAfter(oldest - grace), oldest));
        long newest = progress.newest();
        for (Sample sample : samples) {
            if (sample.time() < progress.nextEnd() - length) {
                lateSamples++;
            } else {
                store.putIfAbsent(entity, sample);
                newest = Math.max(newest, sample.time());
            }
        }
        return close(
                entity, new FrameProgress(progress.nextEnd(), newest), now -> now.nextEnd() + grace <= now.newest());
    }

    /** Closes the entity's open frames without waiting for the grace: nothing has come for long. */
    public List<Observation> flush(String entity) {
        Optional<FrameProgress> progress = store.progress(entity);
        return progress.isEmpty() ? List.of() : close(entity, progress.get(), this::isPending);
    }

    /** Whether the entity has samples that are in no frame yet. */
    public boolean hasPending(String entity) {
        return store.progress(entity).filter(this::isPending).isPresent();
    }

    /** Samples that came too late for every frame that covers them, since this object was made. */
    public long lateSamples() {
        return lateSamples;
    }

    private boolean isPending(FrameProgress progress) {
        return progress.newest() >= progress.nextEnd() - hop;
    }

    private List<Observation> close(String entity, FrameProgress from, Predicate<FrameProgress> due) {
        List<Observation> frames = new ArrayList<>();
        FrameProgress progress = from;
        while (due.test(progress)) {
            long end = progress.nextEnd();
            OptionalLong next = store.firstTime(entity, end - hop);
            if (next.isPresent() && next.getAsLong() >= end) {
                // Nothing in the last hop: go on at the next sample, however far that is.
                progress = new FrameProgress(endAfter(next.getAsLong()), progress.newest());
                continue;
            }
            shape.frame(entity, end, store.between(entity, end - length, end)).ifPresent(frames::add);
            progress = new FrameProgress(end + hop, progress.newest());
        }
        if (progress.nextEnd() != from.nextEnd()) {
            store.removeBefore(entity, progress.nextEnd() - length);
        }
        store.setProgress(entity, progress);
        return frames;
    }

    /** The first end of a frame after {@code time}. */
    private long endAfter(long time) {
        return (Math.floorDiv(time, hop) + 1) * hop;
    }

    private List<Sample> samples(Observation observation) throws RefusedException {
        if (!(observation.payload() instanceof Payload.Reading reading)) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_MODALITY,
                    "payload",
                    "payload is " + observation.payload().kind().lowerCase() + ", expected sensor");
        }
        int[] columns = ChannelOrder.of(sensor.channels(), reading.channels());
        List<Sample> samples = new ArrayList<>();
        for (int row = 0; row < reading.rows(); row++) {
            float[] values = new float[columns.length];
            boolean measured = false;
            for (int channel = 0; channel < columns.length; channel++) {
                values[channel] = reading.value(row, columns[channel]);
                measured |= Float.isFinite(values[channel]);
            }
            if (measured) {
                samples.add(new Sample(
                        observation.at().toEpochMilli() + reading.offsetMillis(row), FloatVector.of(values)));
            }
        }
        if (samples.isEmpty()) {
            throw new RefusedException(
                    Refusal.Cause.NO_FINITE_SAMPLES,
                    "samples",
                    "samples has no finite number in the channels " + sensor.channels()
                            + ", expected at least one measured value");
        }
        return samples;
    }
}
