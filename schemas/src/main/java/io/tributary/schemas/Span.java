package io.tributary.schemas;

import java.time.Instant;

/**
 * The event time that a frame covers.
 *
 * @param from inclusive, UTC, milliseconds
 * @param to exclusive, after {@code from}
 */
public record Span(Instant from, Instant to) {
    /** @throws IllegalArgumentException if it covers no time */
    public Span {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException(
                    "span is " + from + " to " + to + ", expected an end after its beginning");
        }
    }
}
