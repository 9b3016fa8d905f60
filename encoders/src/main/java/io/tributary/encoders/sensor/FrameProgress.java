package io.tributary.encoders.sensor;

import java.util.List;

/**
 * How far the frames of one entity are. Times are milliseconds since the epoch, event time.
 *
 * @param nextEnd end of the earliest frame that is not decided yet; a multiple of the hop
 * @param newest time of the entity's newest sample
 * @param kept how many of its samples are in the store
 * @param channels those seen so far, in the order of the samples' values; none where the model names its channels
 */
public record FrameProgress(long nextEnd, long newest, int kept, List<KnownChannel> channels) {
    public FrameProgress {
        channels = List.copyOf(channels);
    }

    /** @param since time of the earliest sample that measured it */
    public record KnownChannel(String name, long since) {}
}
