package io.tributary.fusion;

import io.tributary.fusion.align.MomentStore;
import io.tributary.fusion.align.UnsavedChanges;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A store of Kafka Streams: RocksDB or a map, with a compacted changelog. It is a plain key-value store because the changelog
 * of a windowed one is cut by retention against record timestamps, so that a replay of old data would lose its state.
 *
 * <p>Kafka Streams asks stores that cache to write before it commits, and no others; so this is one of those. It is how its
 * own caches work, though the interface is not among its public ones: a version that stopped asking would be found by {@link
 * #commit}.
 */
public final class StreamsMomentStore implements MomentStore, StateStore, CachedStateStore<byte[], byte[]> {
    /** Part of the changelog topic's name, so of the state's format. */
    static final String NAME = "moments";

    /**
     * Every embedding is written and deleted once, so most of the changelog is deletions. Small segments are compacted
     * soon; deletions stay for an hour, which is how long a restore may take to read the changelog.
     */
    private static final Map<String, String> CHANGELOG =
            Map.of("cleanup.policy", "compact", "segment.bytes", "67108864", "delete.retention.ms", "3600000");

    private final KeyValueStore<Bytes, byte[]> store;
    private @Nullable UnsavedChanges unsaved;
    private Runnable beforeSaving = () -> {};
    private CommitGroup group = new CommitGroup(true);
    private boolean worked;
    /** Whether it was written since, because another of the group was asked to be. */
    private boolean savedAhead;

    /** @param store what is to be kept is written there; becomes this one's */
    public StreamsMomentStore(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    static StoreBuilder<StreamsMomentStore> builder(boolean inMemory) {
        KeyValueBytesStoreSupplier supplier =
                inMemory ? Stores.inMemoryKeyValueStore(NAME) : Stores.persistentKeyValueStore(NAME);
        return new Builder(Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG));
    }

    /** What is changed here is written when Kafka Streams asks for it. */
    UnsavedChanges changes(boolean exactlyOnce) {
        var changes = new UnsavedChanges(this, exactlyOnce);
        unsaved = changes;
        worked = false;
        savedAhead = false;
        return changes;
    }

    /** @param preparation is done before changes are written */
    void beforeSaving(Runnable preparation) {
        beforeSaving = preparation;
    }

    /** @param others are committed together with this one, which has joined them */
    void commitsWith(CommitGroup others) {
        group = others;
    }

    /** Writes what a commit must find written, of the others of its group as well; to be called before every commit. */
    @Override
    public void flushCache() {
        group.save();
        if (worked || !savedAhead) {
            save();
        }
        savedAhead = false;
    }

    /** Writes what a commit must find written, where there is work: each commit writes once, so that at least once holds back. */
    void saveAhead() {
        if (worked && unsaved != null) {
            save();
            savedAhead = true;
        }
    }

    private void save() {
        worked = false;
        if (unsaved != null) {
            beforeSaving.run();
            unsaved.save();
        }
    }

    /** Drops what is not written, because its transaction failed; its task is going to be opened anew. */
    @Override
    public void clearCache() {
        unsaved = null;
    }

    @Override
    public boolean setFlushListener(CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
        return false;
    }

    /** Takes note that something was done that a commit must find written. */
    void worked() {
        worked = true;
    }

    /** @throws IllegalStateException if work is committed whose state was not written */
    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        if (unsaved != null && worked) {
            throw new IllegalStateException("Kafka Streams commits the store " + name() + " without having flushed its"
                    + " cache. This version of Kafka Streams is not one that Tributary works with.");
        }
        store.commit(changelogOffsets);
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

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        store.init(context, root);
    }

    @Override
    public @Nullable Long committedOffset(TopicPartition partition) {
        return store.committedOffset(partition);
    }

    @Override
    public boolean managesOffsets() {
        return store.managesOffsets();
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public boolean persistent() {
        return store.persistent();
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }

    private record Builder(StoreBuilder<KeyValueStore<Bytes, byte[]>> of) implements StoreBuilder<StreamsMomentStore> {
        @Override
        public StoreBuilder<StreamsMomentStore> withCachingEnabled() {
            throw isFixed();
        }

        @Override
        public StoreBuilder<StreamsMomentStore> withCachingDisabled() {
            throw isFixed();
        }

        @Override
        public StoreBuilder<StreamsMomentStore> withLoggingEnabled(Map<String, String> config) {
            throw isFixed();
        }

        @Override
        public StoreBuilder<StreamsMomentStore> withLoggingDisabled() {
            throw isFixed();
        }

        private static UnsupportedOperationException isFixed() {
            return new UnsupportedOperationException("the store of moments is logged and has its own cache");
        }

        @Override
        public StreamsMomentStore build() {
            return new StreamsMomentStore(of.build());
        }

        @Override
        public Map<String, String> logConfig() {
            return of.logConfig();
        }

        @Override
        public boolean loggingEnabled() {
            return of.loggingEnabled();
        }

        @Override
        public String name() {
            return of.name();
        }
    }
}
