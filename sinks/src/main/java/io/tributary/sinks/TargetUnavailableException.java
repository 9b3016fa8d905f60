package io.tributary.sinks;

/** The target of a sink does not take decisions now; the decisions are not at fault. */
public final class TargetUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public TargetUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
