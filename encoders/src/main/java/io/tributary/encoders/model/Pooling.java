package io.tributary.encoders.model;

/**
 * How the vectors of a text's tokens become one, as sentence-transformers defines it. Several are concatenated in the
 * order in which they stand here.
 */
public enum Pooling {
    /** The first token's vector. */
    CLS("cls_token"),
    /** The greatest value of all tokens. */
    MAX("max_tokens"),
    MEAN("mean_tokens"),
    /** The sum, divided by the square root of the number of tokens. */
    MEAN_SQRT_LEN("mean_sqrt_len_tokens"),
    /** The mean with the weights 1, 2, 3, … from the first token to the last. */
    WEIGHTED_MEAN("weightedmean_tokens"),
    /** The last token's vector. */
    LAST_TOKEN("lasttoken");

    private final String key;

    Pooling(String key) {
        this.key = key;
    }

    /** Its name in {@code 1_Pooling/config.json}, less {@code pooling_mode_}. */
    public String key() {
        return key;
    }
}
