package io.tributary.fusion.head;

/** A head's bundle that cannot be used; the message names the file, what was found and what was expected. */
public final class InvalidHeadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidHeadException(String message) {
        super(message);
    }

    InvalidHeadException(String message, Throwable cause) {
        super(message, cause);
    }
}
