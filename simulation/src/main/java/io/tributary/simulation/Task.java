package io.tributary.simulation;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The work on one partition, in the memory of one instance. */
interface Task {
    /** Takes records in their order; what they lead to, in the order in which it was done. */
    List<Effect> work(List<ConsumerRecord<byte[], byte[]>> records);

    /** Whether it is time for {@link #tick()}. */
    default boolean isDue() {
        return false;
    }

    /** Writes what a commit must find written. */
    default List<Effect> save() {
        return List.of();
    }

    /** Lets the clock have its effect. */
    default List<Effect> tick() {
        return List.of();
    }
}
