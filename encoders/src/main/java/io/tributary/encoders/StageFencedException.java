package io.tributary.encoders;

/** Another process runs under this one's instance. */
public final class StageFencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StageFencedException(String slot, Throwable cause) {
        super(
                "Another process has taken the slot " + slot
                        + ", so this one stops. Give each process that runs at the same"
                        + " time its own 'instance'; if there is only this one, it was paused for too long: start it again",
                cause);
    }
}
