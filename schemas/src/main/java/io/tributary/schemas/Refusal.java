package io.tributary.schemas;

/**
 * Why one input was refused.
 *
 * @param cause machine-readable; also the value of the dead letter's {@code tributary-error-cause} header
 * @param field the field or input that is wrong, such as {@code at} or {@code payload.samples}
 * @param detail what was found, what was expected and what to change, in words; never the payload itself
 */
public record Refusal(Cause cause, String field, String detail) {
    /** Kinds of bad input; every one of them is the input's fault, never the runtime's. */
    public enum Cause {
        /** The bytes are neither Avro in a known wire format nor, where JSON is accepted, JSON. */
        UNREADABLE,
        /** Readable, but written with a schema that has no resolution to ours. */
        WRONG_SCHEMA,
        /** The record's modality or payload does not belong on this topic. */
        WRONG_MODALITY,
        /** A required field is missing or has a value that is not allowed. */
        INVALID_FIELD,
        EMPTY_TEXT,
        TEXT_TOO_LONG,
        UNDECODABLE_IMAGE,
        IMAGE_TOO_LARGE,
        /** No sample of a reading is a finite number. */
        NO_FINITE_SAMPLES,
        /** The reading's channels are not those that the model was trained on. */
        WRONG_CHANNELS,
        /** Event time further in the future than the pipeline's {@code max-future-skew}. */
        TIME_IN_FUTURE,
        /** Samples that came after every frame that covers them had been sent. */
        TOO_LATE,
        /** The model failed on this input alone, or answered with NaN or infinity. */
        MODEL_REFUSED,
        /** The vector comes from a model that the head was not trained on. */
        WRONG_SPACE
    }
}
