package io.tributary.fusion.align;

/**
 * What an {@link Aligner} may take to be fast; what it gives does not depend on it.
 *
 * @param mostDue how many windows may wait to be decided together; 1 decides each at once
 * @param bytes of the heap, about, for embeddings of open windows; the others are read from the store when they are needed
 */
public record Allowance(int mostDue, long bytes) {
    public Allowance {
        if (mostDue < 1 || bytes < 0) {
            throw new IllegalArgumentException(mostDue + " windows and " + bytes
                    + " bytes, expected at least one window and no less than 0 bytes");
        }
    }
}
