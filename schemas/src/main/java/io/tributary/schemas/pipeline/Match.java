package io.tributary.schemas.pipeline;

/** Which of several observations of one modality in one window counts. */
public enum Match {
    /** The one with the latest event time; of equal times, the one with the greater id. */
    LATEST,
    /** The element-wise mean of all. */
    MEAN
}
