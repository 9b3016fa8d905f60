package io.tributary.bench.child;

/** A child process did not do what it was asked; the message has the end of its log. */
public final class ChildFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChildFailedException(String message) {
        super(message);
    }
}
