package io.tributary.fusion.align;

/**
 * A stretch of event time of one entity whose embeddings lie together in the store, so that each is stored once in however
 * many windows it counts: slicing, as in Traub et al., Scotty, ICDE 2018 and EDBT 2019.
 */
final class Pane {
    private final long end;
    private final byte[] key;
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
}
