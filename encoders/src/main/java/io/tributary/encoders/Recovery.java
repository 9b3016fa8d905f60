package io.tributary.encoders;

import java.util.List;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Which failures of Kafka trying again cannot mend. */
final class Recovery {
    private static final List<Class<? extends Exception>> HOPELESS = List.of(
            AuthenticationException.class,
            AuthorizationException.class,
            InvalidConfigurationException.class,
            RecordTooLargeException.class,
            SerializationException.class,
            UnsupportedVersionException.class);

    private Recovery() {}

    /**
     * Returns if a new producer and the committed offsets are a way out.
     *
     * @throws StageFencedException if another process has the slot
     * @throws RuntimeException {@code failure} itself, if there is no way out
     */
    static void requireHope(RuntimeException failure, String slot) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof FencedInstanceIdException) {
                throw new StageFencedException(slot, failure);
            }
            Throwable found = cause;
            if (HOPELESS.stream().anyMatch(hopeless -> hopeless.isInstance(found))) {
                throw failure;
            }
        }
    }
}
