package io.tributary.simulation;

import io.tributary.schemas.Decision;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.DecisionCodec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where decisions are written to: keeps of each id the latest revision, so that writing one again changes nothing. */
final class Target {
    private final DecisionCodec codec;
    private final Map<String, Decision> byId = new LinkedHashMap<>();

    Target(DecisionCodec codec) {
        this.codec = codec;
    }

    void write(ConsumerRecord<byte[], byte[]> record) {
        try {
            Decision decision = codec.decode(record.value());
            byId.merge(decision.id(), decision, (old, next) -> next.revision() >= old.revision() ? next : old);
        } catch (RefusedException e) {
            throw new IllegalStateException("fusion wrote a decision that cannot be read: " + e.getMessage(), e);
        }
    }

    Collection<Decision> decisions() {
        return byId.values();
    }
}
