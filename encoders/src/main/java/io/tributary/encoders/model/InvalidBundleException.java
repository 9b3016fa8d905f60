package io.tributary.encoders.model;

/** A bundle that cannot be used; the message names the file, what was found, what was expected and what to change. */
public final class InvalidBundleException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidBundleException(String message) {
        super(message);
    }

    public InvalidBundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
