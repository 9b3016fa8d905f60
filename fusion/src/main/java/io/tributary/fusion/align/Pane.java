package io.tributary.fusion.align;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of event time of one entity whose embeddings lie together in the store, so that each is stored once in however
 * many windows it counts: slicing, as in Traub et al., Scotty, ICDE 2018 and EDBT 2019.
 */
final class Pane {
    private final long end;
    private final byte[] key;

    /** All that it has, by key; null where only the store has them. */
    private @Nullable NavigableMap<byte[], PaneEntry> inMemory = new TreeMap<>(Arrays::compareUnsigned);

    private long bytes;
    private int count;
    private boolean counted;
    private long firstArrival = Long.MAX_VALUE;
    private long presence;

    /**
     * @param end event time, exclusive
     * @param key what the keys of its embeddings begin with
     */
    Pane(long end, byte[] key) {
        this.end = end;
        this.key = key;
    }

    long end() {
        return end;
    }

    byte[] key() {
        return key;
    }

    /** Wall clock. */
    long firstArrival() {
        return firstArrival;
    }

    boolean has(int modality) {
        return (presence >> modality & 1) != 0;
    }

    /** Forgets what it has, to be told anew. */
    void clear() {
        presence = 0;
        firstArrival = Long.MAX_VALUE;
    }

    void add(int modality, long arrival) {
        presence |= 1L << modality;
        firstArrival = Math.min(firstArrival, arrival);
    }

    boolean isInMemory() {
        return inMemory != null;
    }

    /** By key; nothing where only the store has them. */
    Collection<PaneEntry> inMemory() {
        NavigableMap<byte[], PaneEntry> entries = inMemory;
        return entries == null ? List.of() : entries.values();
    }

    /** @return whether nothing had the same key before */
    boolean keep(PaneEntry entry) {
        PaneEntry before = memory().put(entry.key(), entry);
        count += before == null ? 1 : 0;
        bytes += entry.bytes() - (before == null ? 0 : before.bytes());
        return before == null;
    }

    void drop(byte[] key) {
        PaneEntry dropped = memory().remove(key);
        if (dropped != null) {
            bytes -= dropped.bytes();
        }
    }

    /** How many embeddings it has; more where it is in the store alone, is not {@link #isCounted} and something came twice. */
    int count() {
        return count;
    }

    void setCount(int embeddings) {
        count = embeddings;
    }

    /** Whether {@link #count} is exact although it is in the store alone, and is to stay so. */
    boolean isCounted() {
        return counted;
    }

    void counted(int embeddings) {
        count = embeddings;
        counted = true;
    }

    private NavigableMap<byte[], PaneEntry> memory() {
        NavigableMap<byte[], PaneEntry> entries = inMemory;
        if (entries == null) {
            throw new IllegalStateException("the pane is in the store alone");
        }
        return entries;
    }

    /** Leaves its embeddings to the store. */
    void leaveMemory() {
        inMemory = null;
        bytes = 0;
    }

    /** What its embeddings take of the heap, about. */
    long bytes() {
        return bytes;
    }
}
