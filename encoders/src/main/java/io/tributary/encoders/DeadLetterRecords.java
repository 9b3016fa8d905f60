package io.tributary.encoders;

import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Topics;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters that always fit their topic.
 *
 * @param stage who refuses
 */
public record DeadLetterRecords(String stage, Topics topics) {
    /** Below the topics' 8 MiB by more than the cause's headers need. */
    static final int MAX_VALUE_BYTES = (8 << 20) - (256 << 10);

    /**
     * The record for the dead-letter topic. A value that would not fit there with its cause stays on its own topic: the
     * letter then has none, and says where it lies.
     */
    public ProducerRecord<byte[], byte[]> of(
            Refusal refusal, SourceOffset source, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        if (value == null || value.length <= MAX_VALUE_BYTES) {
            return new DeadLetter(stage, refusal, source, key, value).toRecord(topics, headers);
        }
        var without = new Refusal(
                refusal.cause(),
                refusal.field(),
                refusal.detail() + " (the value of " + value.length
                        + " bytes is too large for a dead letter and lies at " + source + ")");
        return new DeadLetter(stage, without, source, key, null).toRecord(topics, headers);
    }
}
