package io.tributary.fusion;

import io.tributary.fusion.align.MomentStore;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * A store of Kafka Streams: RocksDB, with a compacted changelog. It is a plain key-value store because the changelog of a
 * windowed one is cut by retention against record timestamps, so that a replay of old data would lose its state.
 */
record StreamsMomentStore(KeyValueStore<Bytes, byte[]> store) implements MomentStore {
    /** Part of the changelog topic's name, so of the state's format. */
    static final String NAME = "moments";

    /**
     * Every embedding is written and deleted once, so most of the changelog is deletions. Small segments are compacted
     * soon; deletions stay for an hour, which is how long a restore may take to read the changelog.
     */
    private static final Map<String, String> CHANGELOG =
            Map.of("cleanup.policy", "compact", "segment.bytes", "67108864", "delete.retention.ms", "3600000");

    static StoreBuilder<KeyValueStore<Bytes, byte[]>> builder() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(NAME), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }

    @Override
    public void put(byte[] key, byte[] value) {
        store.put(Bytes.wrap(key), value);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return store.get(Bytes.wrap(key));
    }

    @Override
    public void delete(byte[] key) {
        store.delete(Bytes.wrap(key));
    }

    @Override
    public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return;
        }
        // Kafka's range includes its end, ours does not.
        try (KeyValueIterator<Bytes, byte[]> entries = store.range(Bytes.wrap(from), Bytes.wrap(to))) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                if (!Arrays.equals(entry.key.get(), to)) {
                    visitor.accept(entry.key.get(), entry.value);
                }
            }
        }
    }
}
