package io.tributary.encoders.model;

/** Token ids of one text. */
public final class Tokens {
    private final long[] ids;
    private final long[] types;
    private final boolean truncated;

    Tokens(long[] ids, long[] types, boolean truncated) {
        this.ids = ids;
        this.types = types;
        this.truncated = truncated;
    }

    /** Number of tokens, marks such as {@code [CLS]} included; at least 1. */
    public int length() {
        return ids.length;
    }

    public long id(int index) {
        return ids[index];
    }

    /** Which sentence of its template the token belongs to: 0 for all of them in most models. */
    public long type(int index) {
        return types[index];
    }

    /** Whether the text had more tokens than the model takes. */
    public boolean isTruncated() {
        return truncated;
    }
}
