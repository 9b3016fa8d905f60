package io.tributary.fusion.align;

/** A window that still waits, without its embeddings, which are in the store. */
final class OpenWindow {
    private final String entity;
    private final Window window;
    private final byte[] key;
    private final long firstArrival;
    private long presence;

    /**
     * @param key what the keys of its embeddings begin with
     * @param firstArrival wall clock, milliseconds since the epoch
     */
    OpenWindow(String entity, Window window, byte[] key, long firstArrival) {
        this.entity = entity;
        this.window = window;
        this.key = key;
        this.firstArrival = firstArrival;
    }

    String entity() {
        return entity;
    }

    Window window() {
        return window;
    }

    byte[] key() {
        return key;
    }

    long firstArrival() {
        return firstArrival;
    }

    void add(int modality) {
        presence |= 1L << modality;
    }

    /** Whether every modality of a set of bits is there; nothing is ever complete by an empty set. */
    boolean hasAll(long modalities) {
        return modalities != 0 && (presence & modalities) == modalities;
    }
}
