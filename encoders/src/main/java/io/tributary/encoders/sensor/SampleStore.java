package io.tributary.encoders.sensor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a {@link Framer} remembers: the samples that open frames may need, and how far each entity is. Append-only but for
 * samples that no frame needs any more, so that a new sample costs one write, however long the frames are.
 *
 * <p>Times are event times in milliseconds since the epoch.
 */
public interface SampleStore {
    Optional<FrameProgress> progress(String entity);

    void setProgress(String entity, FrameProgress progress);

    /** Samples of all entities, by what their progress says; read once, when a framer is made. */
    long kept();

    Optional<Sample> at(String entity, long time);

    /** Keeps a sample in place of the one of its time. */
    void put(String entity, Sample sample);

    /** Samples with {@code from <= time < to}, earliest first. */
    List<Sample> between(String entity, long from, long to);

    /** Time of the earliest sample with {@code time >= from}. */
    OptionalLong firstTime(String entity, long from);

    /**
     * Forgets samples with {@code time < end}.
     *
     * @return how many these were
     */
    int removeBefore(String entity, long end);

    /** Forgets all about an entity. */
    void forget(String entity);
}
