package io.tributary.schemas.pipeline;

/**
 * What stands for a modality that has several observations in one window, in the order of event time, then id. The numbers
 * are those of observations at 1, 4 and 9 s of the window [0 s, 10 s), with the vectors (1, 0), (2, 8) and (6, 1).
 */
public enum Match {
    /** The last: (6, 1). */
    LATEST,
    /** The one nearest to the anchor, or to the middle of the window where there is no anchor; of two the later: (2, 8). */
    NEAREST,
    /** The element-wise mean of all, added up in double precision: (3, 3). */
    MEAN,
    /** The element-wise maximum of all: (6, 8). */
    MAX,
    /** Every one, for heads that take sequences: (1, 0), (2, 8), (6, 1); for the others their mean. */
    ALL
}
