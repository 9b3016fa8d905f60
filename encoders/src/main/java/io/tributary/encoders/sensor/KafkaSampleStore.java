package io.tributary.encoders.sensor;

import io.tributary.encoders.sensor.FrameProgress.KnownChannel;
import io.tributary.schemas.FloatVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Samples in a store of Kafka Streams. Keys are the length of the entity's name, the name in UTF-8 and the time with its sign
 * bit flipped, all big-endian: byte order is then time order, no name is the beginning of another's key, and what a frame
 * reads or leaves behind is one range.
 */
final class KafkaSampleStore implements SampleStore {
    private final KeyValueStore<Bytes, byte[]> samples;
    private final KeyValueStore<String, byte[]> progress;

    KafkaSampleStore(KeyValueStore<Bytes, byte[]> samples, KeyValueStore<String, byte[]> progress) {
        this.samples = samples;
        this.progress = progress;
    }

    @Override
    public Optional<FrameProgress> progress(String entity) {
        return Optional.ofNullable(progress.get(entity)).map(KafkaSampleStore::readProgress);
    }

    @Override
    public void setProgress(String entity, FrameProgress now) {
        progress.put(entity, write(now));
    }

    @Override
    public long kept() {
        long[] kept = {0};
        forEachEntity((entity, now) -> kept[0] += now.kept());
        return kept[0];
    }

    /** Every entity that is not forgotten. */
    void forEachEntity(BiConsumer<String, FrameProgress> action) {
        try (KeyValueIterator<String, byte[]> all = progress.all()) {
            all.forEachRemaining(entry -> action.accept(entry.key, readProgress(entry.value)));
        }
    }

    @Override
    public Optional<Sample> at(String entity, long time) {
        return Optional.ofNullable(samples.get(key(entity, time))).map(values -> sample(time, values));
    }

    @Override
    public void put(String entity, Sample sample) {
        samples.put(key(entity, sample.time()), sample.values().toLittleEndian().array());
    }

    @Override
    public List<Sample> between(String entity, long from, long to) {
        List<Sample> found = new ArrayList<>();
        if (to > from) {
            try (KeyValueIterator<Bytes, byte[]> range = samples.range(key(entity, from), key(entity, to - 1))) {
                range.forEachRemaining(entry -> found.add(sample(time(entry.key), entry.value)));
            }
        }
        return found;
    }

    @Override
    public OptionalLong firstTime(String entity, long from) {
        try (KeyValueIterator<Bytes, byte[]> range = samples.range(key(entity, from), key(entity, Long.MAX_VALUE))) {
            return range.hasNext() ? OptionalLong.of(time(range.next().key)) : OptionalLong.empty();
        }
    }

    @Override
    public int removeBefore(String entity, long end) {
        return remove(key(entity, Long.MIN_VALUE), key(entity, end - 1));
    }

    @Override
    public void forget(String entity) {
        remove(key(entity, Long.MIN_VALUE), key(entity, Long.MAX_VALUE));
        progress.delete(entity);
    }

    private int remove(Bytes first, Bytes last) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = samples.range(first, last)) {
            range.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(samples::delete);
        return keys.size();
    }

    private static Bytes key(String entity, long time) {
        byte[] name = entity.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(Integer.BYTES + name.length + Long.BYTES)
                .putInt(name.length)
                .put(name)
                .putLong(time ^ Long.MIN_VALUE)
                .array());
    }

    private static long time(Bytes key) {
        byte[] bytes = key.get();
        return ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES) ^ Long.MIN_VALUE;
    }

    private static Sample sample(long time, byte[] values) {
        return new Sample(time, FloatVector.littleEndian(ByteBuffer.wrap(values)));
    }

    /** Next end, newest and kept, then of each channel its first time, the length of its name and the name. */
    private static byte[] write(FrameProgress progress) {
        List<byte[]> names = progress.channels().stream()
                .map(channel -> channel.name().getBytes(StandardCharsets.UTF_8))
                .toList();
        int size = 2 * Long.BYTES + Integer.BYTES;
        for (byte[] name : names) {
            size += Long.BYTES + Integer.BYTES + name.length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(size)
                .putLong(progress.nextEnd())
                .putLong(progress.newest())
                .putInt(progress.kept());
        for (int i = 0; i < names.size(); i++) {
            buffer.putLong(progress.channels().get(i).since())
                    .putInt(names.get(i).length)
                    .put(names.get(i));
        }
        return buffer.array();
    }

    private static FrameProgress readProgress(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long nextEnd = buffer.getLong();
        long newest = buffer.getLong();
        // Version 0.1.0 did not count.
        int kept = buffer.hasRemaining() ? buffer.getInt() : 0;
        List<KnownChannel> channels = new ArrayList<>();
        while (buffer.hasRemaining()) {
            long since = buffer.getLong();
            byte[] name = new byte[buffer.getInt()];
            buffer.get(name);
            channels.add(new KnownChannel(new String(name, StandardCharsets.UTF_8), since));
        }
        return new FrameProgress(nextEnd, newest, kept, channels);
    }
}
