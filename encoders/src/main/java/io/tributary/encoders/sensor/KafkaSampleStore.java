package io.tributary.encoders.sensor;

import io.tributary.schemas.FloatVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Samples in a store of Kafka Streams. Keys are the length of the entity's name, the name in UTF-8 and the time with its sign
 * bit flipped, all big-endian: byte order is then time order, and no name is the beginning of another's key.
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
        progress.put(
                entity,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(now.nextEnd())
                        .putLong(now.newest())
                        .array());
    }

    /** Every entity that ever sent a sample. */
    void forEachEntity(Consumer<String> action) {
        try (KeyValueIterator<String, byte[]> all = progress.all()) {
            all.forEachRemaining(entry -> action.accept(entry.key));
        }
    }

    @Override
    public void putIfAbsent(String entity, Sample sample) {
        samples.putIfAbsent(
                key(entity, sample.time()), sample.values().toLittleEndian().array());
    }

    @Override
    public List<Sample> between(String entity, long from, long to) {
        List<Sample> found = new ArrayList<>();
        if (to > from) {
            try (KeyValueIterator<Bytes, byte[]> range = samples.range(key(entity, from), key(entity, to - 1))) {
                range.forEachRemaining(entry -> found.add(sample(entry)));
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
    public void removeBefore(String entity, long end) {
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range = samples.range(key(entity, Long.MIN_VALUE), key(entity, end - 1))) {
            range.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(samples::delete);
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

    private static Sample sample(KeyValue<Bytes, byte[]> entry) {
        return new Sample(time(entry.key), FloatVector.littleEndian(ByteBuffer.wrap(entry.value)));
    }

    private static FrameProgress readProgress(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new FrameProgress(buffer.getLong(), buffer.getLong());
    }
}
