package io.tributary.schemas.recording;

/** A recording that cannot be read; the message names the file, the line, what was found and what was expected. */
public final class InvalidRecordingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidRecordingException(String message) {
        super(message);
    }
}
