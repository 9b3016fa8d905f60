package io.tributary.training;

/** A head cannot be fitted, or a pipeline not evaluated, as asked; the message says what to change. */
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
