package io.tributary.schemas.pipeline;

/** A pipeline file that cannot be used; the message names the file, the key, what was found and what was expected. */
public final class InvalidPipelineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidPipelineException(String message) {
        super(message);
    }
}
