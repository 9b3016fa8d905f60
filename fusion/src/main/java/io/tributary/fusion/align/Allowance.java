package io.tributary.fusion.align;

/**
 * What an {@link Aligner} may take to be fast; which moments it gives does not depend on it, nor their order in an entity.
 *
 * @param together how many windows may wait to be decided together; 1 lets none wait
 * @param atOnce how many windows are decided in one call at most, about: what more have closed are decided in the next calls
 * @param bytes of the heap, about, for embeddings of open windows; the others are read from the store when they are needed
 */
public record Allowance(int together, int atOnce, long bytes) {
    public Allowance {
        if (together < 1 || atOnce < together || bytes < 0) {
            throw new IllegalArgumentException(together + " windows together, " + atOnce + " at once and " + bytes
                    + " bytes, expected at least one window together, at once no fewer, and no less than 0 bytes");
        }
    }

    /** Decides every window when it closes. */
    public static Allowance undelayed(long bytes) {
        return new Allowance(1, Integer.MAX_VALUE, bytes);
    }
}
