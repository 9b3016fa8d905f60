package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import java.time.Instant;

/** What happens to an aligner in the tests that compare it with {@link PlainAligner}. */
sealed interface Step {
    /** Wall clock. */
    Instant now();

    record Arrival(Embedding embedding, Instant now) implements Step {}

    record Tick(Instant now) implements Step {}

    record Restart(Instant now) implements Step {}

    record CloseAll(Instant now) implements Step {}
}
