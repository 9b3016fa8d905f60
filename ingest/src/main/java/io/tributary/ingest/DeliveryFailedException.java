package io.tributary.ingest;

/** Kafka did not take a record; nothing is known to be wrong with the record. */
public final class DeliveryFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeliveryFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
