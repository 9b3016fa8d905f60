package io.tributary.simulation;

import io.tributary.schemas.Bound;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.alignment.Step;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads records of the embeddings topic as what they are to alignment. */
final class Steps {
    private static final EmbeddingCodec EMBEDDINGS = new EmbeddingCodec(WireFormat.singleObject());

    private Steps() {}

    static Step read(ConsumerRecord<byte[], byte[]> record, Instant now) {
        try {
            return Bound.isMeant(record.headers())
                    ? new Step.Said(
                            Bound.read(record.key(), record.value(), record.headers(), null),
                            Instant.ofEpochMilli(record.timestamp()),
                            now)
                    : new Step.Arrival(EMBEDDINGS.decode(record.value()), now);
        } catch (RefusedException e) {
            throw new IllegalStateException("an encoder wrote what cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same at another time; of what arrives only. */
    static Step at(Step step, Instant now) {
        if (step instanceof Step.Said said) {
            return new Step.Said(said.bound(), said.receivedAt(), now);
        }
        return step instanceof Step.Arrival arrival ? new Step.Arrival(arrival.embedding(), now) : step;
    }

    /** Whether it is a record, and not the clock's or an instance's doing. */
    static boolean arrives(Step step) {
        return step instanceof Step.Arrival || step instanceof Step.Said;
    }
}
