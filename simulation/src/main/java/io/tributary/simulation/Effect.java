package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.testing.alignment.Step;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** What the work of a task leads to outside of its memory. */
sealed interface Effect {
    /** A record to be sent. */
    record Output(ProducerRecord<byte[], byte[]> record) implements Effect {}

    /**
     * A change of a store, which goes to its changelog.
     *
     * @param value null where the key was deleted
     */
    record Change(TaskId task, String store, Bytes key, byte @Nullable [] value) implements Effect {}

    /** What alignment took; of no effect, but the definition of alignment takes the same. */
    record Taken(TaskId task, Step step) implements Effect {}

    /** A moment that was given to the heads; of no effect, but the checks count what is in it. */
    record Aligned(TaskId task, Moment moment) implements Effect {}
}
