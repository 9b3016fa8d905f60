package io.tributary.encoders.sensor;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Framing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cuts the readings of a sensor into frames, entity by entity, in event time alone: no clock, no Kafka.
 *
 * <p>With length 30 s, hop 10 s and grace 2 s, the sample of 12:00:42.1 closes the frame [12:00:10, 12:00:40): samples that
 * come later than that but belong before 12:00:40 are missing in it, and count in the frames after it that cover them.
 *
 * <p>Samples of one time are merged channel by channel, as {@link Sample#merge} says. So the frames do not depend on the
 * order in which samples come, as long as none comes later than the grace.
 */
public final class Framer {
    private final ReadingSamples readings;
    private final FrameShape shape;
    private final SampleStore store;
    private final long length;
    private final long hop;
    private final long grace;
    private long kept;
    private long lateSamples;
    private long lateForAFrame;

    /**
     * @param modality the frames' modality
     * @param sensor the channels and the number of points that the encoder takes
     * @param store holds all state; this object can be made anew on the same store
     */
    public Framer(String modality, Framing framing, Preprocessing.Sensor sensor, SampleStore store) {
        this.readings = new ReadingSamples(sensor);
        this.shape = new FrameShape(modality, framing, sensor);
        this.store = store;
        this.length = framing.length().toMillis();
        this.hop = framing.hop().toMillis();
        this.grace = framing.grace().toMillis();
        this.kept = store.kept();
    }

    /**
     * Takes one reading and returns the frames that it completes, earliest first, and what of it came too late.
     *
     * @throws RefusedException if it is no reading, has none of the model's channels or too many, no finite value in them, or
     *     a time that cannot be; the state is as it was
     */
    public Framed accept(Observation observation) throws RefusedException {
        String entity = observation.entity();
        long[] times = readings.times(observation);
        Optional<FrameProgress> before = store.progress(entity);
        long nextEnd = before.map(FrameProgress::nextEnd)
                // The earliest frame that a sample within the grace may still belong to.
                .orElseGet(() -> endAfter(ReadingSamples.oldest(times) - grace));
        var intake = readings.samples(
                observation,
                times,
                nextEnd - length,
                before.map(FrameProgress::channels).orElse(List.of()));
        long newest = before.map(FrameProgress::newest).orElse(Long.MIN_VALUE);
        int added = 0;
        for (Sample sample : intake.samples()) {
            added += put(entity, sample);
            lateForAFrame += sample.time() < nextEnd - hop ? 1 : 0;
            newest = Math.max(newest, sample.time());
        }
        kept += added;
        lateSamples += intake.late();
        int held = before.map(FrameProgress::kept).orElse(0) + added;
        var progress = new FrameProgress(nextEnd, newest, held, intake.channels());
        List<Observation> frames = close(entity, progress, newest - grace);
        return new Framed(frames, late(intake, newest));
    }

    private static Optional<Framed.Late> late(ReadingSamples.Intake intake, long newest) {
        return intake.late() == 0
                ? Optional.empty()
                : Optional.of(new Framed.Late(
                        intake.late(),
                        intake.late() + intake.samples().size(),
                        Duration.ofMillis(newest - intake.oldestLate())));
    }

    /** Returns 1 if there was none of this time. */
    private int put(String entity, Sample sample) {
        Optional<Sample> present = store.at(entity, sample.time());
        Sample merged = present.map(sample::merge).orElse(sample);
        if (!present.filter(merged::equals).isPresent()) {
            store.put(entity, merged);
        }
        return present.isPresent() ? 0 : 1;
    }

    /** Closes the entity's open frames without waiting for the grace: nothing has come for long. */
    public List<Observation> flush(String entity) {
        Optional<FrameProgress> progress = store.progress(entity).filter(this::isPending);
        return progress.isEmpty()
                ? List.of()
                : close(entity, progress.get(), endAfter(progress.get().newest()));
    }

    /** Closes the entity's frames that end at {@code at} or before: its readings of then have all come. */
    public List<Observation> bound(String entity, long at) {
        Optional<FrameProgress> progress = store.progress(entity);
        return progress.isEmpty() ? List.of() : close(entity, progress.get(), at);
    }

    /** The time before which no frame will have its last sample, once {@link #bound} was called with {@code at}. */
    public long boundOfFrames(long at) {
        // Every frame has a sample in its last hop, and those that end at this time or before were sent.
        return Math.floorDiv(at, hop) * hop;
    }

    /** Forgets all about an entity; what comes of it afterwards begins anew. */
    public void forget(String entity) {
        kept -= store.progress(entity).map(FrameProgress::kept).orElse(0);
        store.forget(entity);
    }

    /** Whether the entity has samples that are in no frame yet. */
    public boolean hasPending(String entity) {
        return store.progress(entity).filter(this::isPending).isPresent();
    }

    /** Samples in the store. */
    public long keptSamples() {
        return kept;
    }

    /** Samples that came too late for every frame that covers them, since this object was made. */
    public long lateSamples() {
        return lateSamples;
    }

    /** Samples that came too late for the first frame that covers them, and are in later ones. */
    public long samplesLateForAFrame() {
        return lateForAFrame;
    }

    boolean isPending(FrameProgress progress) {
        return progress.newest() >= progress.nextEnd() - hop;
    }

    /** Decides the frames that end at {@code watermark} or before: nothing that belongs to them is waited for any more. */
    private List<Observation> close(String entity, FrameProgress from, long watermark) {
        List<Observation> frames = new ArrayList<>();
        long end = from.nextEnd();
        while (end <= watermark) {
            OptionalLong next = store.firstTime(entity, end - hop);
            if (next.isEmpty() || next.getAsLong() >= end) {
                // Nothing in the last hop: go on at the next sample that is there or may still come.
                end = Math.max(end + hop, endAfter(Math.min(next.orElse(Long.MAX_VALUE), watermark)));
                continue;
            }
            frames.addAll(shape.frames(entity, end, store.between(entity, end - length, end), from.channels()));
            end += hop;
        }
        int held = from.kept();
        if (end != from.nextEnd()) {
            int removed = store.removeBefore(entity, end - length);
            held -= Math.min(held, removed);
            kept -= removed;
        }
        store.setProgress(entity, new FrameProgress(end, from.newest(), held, from.channels()));
        return frames;
    }

    /** The first end of a frame after {@code time}. */
    private long endAfter(long time) {
        return (Math.floorDiv(time, hop) + 1) * hop;
    }
}
