package io.tributary.testing.alignment;

import io.tributary.schemas.Bound;
import io.tributary.schemas.Embedding;
import java.time.Instant;

/** One thing that happens to an aligner. */
public sealed interface Step {
    /** Wall clock. */
    Instant now();

    /** An embedding arrives. */
    record Arrival(Embedding embedding, Instant now) implements Step {}

    /** A producer's word arrives, which the broker had at {@code receivedAt}. */
    record Said(Bound bound, Instant receivedAt, Instant now) implements Step {}

    /** The clock ticks. */
    record Tick(Instant now) implements Step {}

    /** The program ends and begins again on the same store. */
    record Restart(Instant now) implements Step {}

    /** All that is open is asked for. */
    record CloseAll(Instant now) implements Step {}
}
