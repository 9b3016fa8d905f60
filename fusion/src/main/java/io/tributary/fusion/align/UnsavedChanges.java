package io.tributary.fusion.align;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What has changed in a store since the last commit. {@link #save()}, which is to be called before every commit, writes it;
 * what came and went between two commits is never written at all (ADR-0003).
 *
 * <p>Where state and results do not count together, a crash may lose the results of a commit and leave its state, or the
 * reverse. Then embeddings are written before the commit that their offsets belong to, but what closing windows led to only
 * before the commit after, when the decisions are known to be with the broker: after a crash windows may be decided
 * again, and none is forgotten.
 *
 * <p>Used by one thread.
 */
public final class UnsavedChanges implements MomentStore {
    private final MomentStore store;
    private final boolean countTogether;
    private NavigableMap<byte[], Change> changes = empty();

    /** What the commit before the last led to and is not written yet. */
    private NavigableMap<byte[], Change> heldBack = empty();

    /**
     * @param value null for a deletion
     * @param isNew whether it is certain that the store has nothing of the key
     */
    private record Change(byte @Nullable [] value, boolean isNew) {}

    /** @param countTogether whether the store's changes and what the aligner gave count together or not at all: exactly once */
    public UnsavedChanges(MomentStore store, boolean countTogether) {
        this.store = store;
        this.countTogether = countTogether;
    }

    /** Whether nothing is left to be written, before the next commit or the one after. */
    public boolean isEmpty() {
        return changes.isEmpty() && heldBack.isEmpty();
    }

    /** Writes what a commit must find written. */
    public void save() {
        if (countTogether) {
            changes.forEach(this::write);
            changes.clear();
            return;
        }
        heldBack.forEach(this::write);
        heldBack = empty();
        for (Map.Entry<byte[], Change> change : changes.entrySet()) {
            if (StoreKeys.isEntry(change.getKey()) && change.getValue().value() != null) {
                write(change.getKey(), change.getValue());
            } else {
                heldBack.put(change.getKey(), change.getValue());
            }
        }
        changes = empty();
    }

    private void write(byte[] key, Change change) {
        if (change.value() != null) {
            store.put(key, change.value());
        } else {
            store.delete(key);
        }
    }

    @Override
    public void put(byte[] key, byte[] value) {
        Change before = changes.put(key, new Change(value, false));
        if (before != null && before.isNew()) {
            changes.put(key, new Change(value, true));
        }
    }

    @Override
    public void add(byte[] key, byte[] value) {
        Change before = changes.put(key, new Change(value, true));
        if (before != null && !before.isNew()) {
            changes.put(key, new Change(value, false));
        }
    }

    @Override
    public void delete(byte[] key) {
        Change before = changes.put(key, new Change(null, false));
        if (before != null && before.isNew()) {
            changes.remove(key);
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Change change = changes.getOrDefault(key, heldBack.get(key));
        return change == null ? store.get(key) : change.value();
    }

    @Override
    public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
        if (Arrays.compareUnsigned(from, to) >= 0) {
            return;
        }
        Map<byte[], Change> unsaved = changes.subMap(from, to);
        Map<byte[], Change> held = heldBack.subMap(from, to);
        if (unsaved.isEmpty() && held.isEmpty()) {
            store.scan(from, to, visitor);
            return;
        }
        NavigableMap<byte[], Change> merged = empty();
        store.scan(from, to, (key, value) -> merged.put(key, new Change(value, false)));
        merged.putAll(held);
        merged.putAll(unsaved);
        merged.forEach((key, change) -> {
            if (change.value() != null) {
                visitor.accept(key, change.value());
            }
        });
    }

    private static NavigableMap<byte[], Change> empty() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }
}
