package io.tributary.encoders.model;

/** A model did not answer a batch; whether the batch or the runtime is at fault shows when its inputs are tried alone. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InferenceException(String message, Throwable cause) {
        super(message, cause);
    }

    public InferenceException(String message) {
        super(message);
    }
}
