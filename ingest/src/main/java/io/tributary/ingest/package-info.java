/**
 * Sources to raw topics: recordings, standard input, HTTP.
 *
 * <p><b>Ordering.</b> The observations that one source sends of one entity and modality keep their order: one idempotent
 * producer, keyed by entity.
 *
 * <p><b>Back pressure.</b> A full producer buffer makes the source wait; after {@code max.block.ms} it fails. Over HTTP the
 * answer comes when the broker has everything, and is 503 when it does not take it.
 *
 * <p><b>Delivery.</b> {@code acks=all} and idempotent: each observation that was sent is on its topic once. What is refused
 * is told to whoever sent it, or, where nobody listens, goes to the dead-letter topic with its cause.
 *
 * <p><b>Memory.</b> The producer's buffer ({@code buffer.memory}), 32 observations of a replay, and the requests under way
 * of HTTP, each bounded in size.
 */
@NullMarked
package io.tributary.ingest;

import org.jspecify.annotations.NullMarked;
