package io.tributary.app;

/** Something that whoever typed the command can mend; the message is one line that says what and how. */
public final class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserException(String message) {
        super(message);
    }
}
