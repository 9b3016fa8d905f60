package io.tributary.encoders.model;

/** Token ids of one text. */
public final class Tokens {
    private final long[] ids;
    private final boolean truncated;

    Tokens(long[] ids, boolean truncated) {
        this.ids = ids;
        this.truncated = truncated;
    }

    /** Number of tokens, marks such as {@code [CLS]} included; at least 1. */
    public int length() {
        return ids.length;
    }

    public long id(int index) {
        return ids[index];
    }

    /** Whether the text had more tokens than the model takes. */
    public boolean isTruncated() {
        return truncated;
    }
}
