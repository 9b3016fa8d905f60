package io.tributary.encoders.swap;

import io.tributary.schemas.ModelReference;
import io.tributary.schemas.ModelStatus;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.ModelRecords;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Which model a modality's encoders shall use.
 *
 * @param reference empty for the pipeline file's encoder
 * @param unreadable why there is a reference that cannot be read
 * @param offset of its record on the models topic
 */
public record Request(Optional<ModelReference> reference, Optional<String> unreadable, long offset) {
    /** Nothing was asked for. */
    static final Request NONE = new Request(Optional.empty(), Optional.empty(), ModelStatus.NOTHING);

    static Request of(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new Request(Optional.empty(), Optional.empty(), record.offset());
        }
        try {
            return new Request(Optional.of(ModelRecords.reference(record.value())), Optional.empty(), record.offset());
        } catch (RefusedException e) {
            return new Request(Optional.empty(), Optional.of(e.getMessage() + ""), record.offset());
        }
    }
}
