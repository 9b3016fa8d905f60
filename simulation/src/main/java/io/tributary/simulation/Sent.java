package io.tributary.simulation;

import io.tributary.schemas.Bound;
import io.tributary.schemas.Observation;

/** What a producer sends to a raw topic: what it observed, or what it knows of what is still to come. */
public sealed interface Sent {
    /** The modality whose topic it is sent to. */
    String modality();

    static Sent of(Observation observation) {
        return new Observed(observation);
    }

    /** @param bound of an entity, or of no one: then it is sent to every partition, as ingest does it */
    static Sent of(Bound bound) {
        return new Bounded(bound);
    }

    record Observed(Observation observation) implements Sent {
        @Override
        public String modality() {
            return observation.modality();
        }
    }

    record Bounded(Bound bound) implements Sent {
        @Override
        public String modality() {
            return bound.modality();
        }
    }
}
