package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import org.jspecify.annotations.Nullable;

/** An embedding of a pane; one that was read from the store is decoded when it is first asked for. */
final class PaneEntry {
    /** Of an embedding in memory, beside its values. */
    private static final int OVERHEAD = 700;

    private final byte[] key;
    private final int modality;
    private final long at;
    private final long firstArrival;
    private final byte @Nullable [] stored;
    private @Nullable Embedding embedding;

    private PaneEntry(
            byte[] key,
            int modality,
            long at,
            long firstArrival,
            byte @Nullable [] stored,
            @Nullable Embedding embedding) {
        this.key = key;
        this.modality = modality;
        this.at = at;
        this.firstArrival = firstArrival;
        this.stored = stored;
        this.embedding = embedding;
    }

    /** One that has just arrived. */
    static PaneEntry arrived(byte[] key, int modality, Embedding embedding, long firstArrival) {
        return new PaneEntry(key, modality, embedding.at().toEpochMilli(), firstArrival, null, embedding);
    }

    /** One that the store has. */
    static PaneEntry stored(byte[] key, int modality, long at, byte[] value) {
        return new PaneEntry(key, modality, at, StoredEmbedding.firstArrival(value), value, null);
    }

    /** The store's. Of one entity and modality, keys have the order of event time, then id. */
    byte[] key() {
        return key;
    }

    /** Number of the modality; negative where the pipeline does not have it any more. */
    int modality() {
        return modality;
    }

    /** Event time, milliseconds since the epoch. */
    long at() {
        return at;
    }

    /** Wall clock, milliseconds since the epoch. */
    long firstArrival() {
        return firstArrival;
    }

    /** What it takes of the heap, about. */
    long bytes() {
        Embedding known = embedding();
        return OVERHEAD
                + known.vector().length()
                        * (long) Float.BYTES
                        * (1 + known.sequence().size());
    }

    Embedding embedding() {
        Embedding known = embedding;
        if (known == null) {
            known = StoredEmbedding.embedding(value());
            embedding = known;
        }
        return known;
    }

    /** As the store has it. */
    byte[] value() {
        if (stored != null) {
            return stored;
        }
        if (embedding == null) {
            throw new IllegalStateException("an entry is neither stored nor known");
        }
        return StoredEmbedding.encode(embedding, firstArrival);
    }
}
