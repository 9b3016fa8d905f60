package io.tributary.simulation;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store of a task: on the heap, every change told to the changelog. Keys are ordered by their bytes. */
final class SimulatedStore<K> implements KeyValueStore<K, byte[]> {
    private final String name;
    private final NavigableMap<Bytes, byte[]> entries;
    private final Function<K, Bytes> write;
    private final Function<Bytes, K> read;
    private final BiConsumer<Bytes, byte @Nullable []> changelog;

    /** @param entries become this store's */
    SimulatedStore(
            String name,
            NavigableMap<Bytes, byte[]> entries,
            Function<K, Bytes> write,
            Function<Bytes, K> read,
            BiConsumer<Bytes, byte @Nullable []> changelog) {
        this.name = name;
        this.entries = entries;
        this.write = write;
        this.read = read;
        this.changelog = changelog;
    }

    @Override
    public void put(K key, byte[] value) {
        Bytes bytes = write.apply(key);
        entries.put(bytes, value);
        changelog.accept(bytes, value);
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interfaces say nothing of null, which stands for nothing.
    public byte[] putIfAbsent(K key, byte[] value) {
        byte[] present = get(key);
        if (present == null) {
            put(key, value);
        }
        return present;
    }

    @Override
    public void putAll(List<KeyValue<K, byte[]>> all) {
        all.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    @SuppressWarnings("NullAway")
    public byte[] delete(K key) {
        Bytes bytes = write.apply(key);
        byte[] before = entries.remove(bytes);
        changelog.accept(bytes, null);
        return before;
    }

    @Override
    @SuppressWarnings("NullAway")
    public byte[] get(K key) {
        return entries.get(write.apply(key));
    }

    @Override
    public KeyValueIterator<K, byte[]> range(K from, K to) {
        Bytes first = write.apply(from);
        Bytes last = write.apply(to);
        return first.compareTo(last) > 0
                ? new Entries(Map.<Bytes, byte[]>of())
                : new Entries(entries.subMap(first, true, last, true));
    }

    @Override
    public KeyValueIterator<K, byte[]> all() {
        return new Entries(entries);
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    private final class Entries implements KeyValueIterator<K, byte[]> {
        private final Iterator<Map.Entry<Bytes, byte[]>> remaining;

        private Entries(Map<Bytes, byte[]> some) {
            this.remaining = some.entrySet().iterator();
        }

        @Override
        public boolean hasNext() {
            return remaining.hasNext();
        }

        @Override
        public KeyValue<K, byte[]> next() {
            Map.Entry<Bytes, byte[]> entry = remaining.next();
            return KeyValue.pair(read.apply(entry.getKey()), entry.getValue());
        }

        @Override
        public K peekNextKey() {
            throw new UnsupportedOperationException("no processor of Tributary looks ahead");
        }

        @Override
        public void close() {}
    }
}
