/**
 * Decisions to the world.
 *
 * <p><b>Ordering.</b> The decisions of one entity reach a sink in the order of their topic, one batch after the other.
 *
 * <p><b>Back pressure.</b> While its target is down, a sink's partitions are paused and the same batch is tried again with
 * exponential back-off; nothing is skipped, and no other sink waits.
 *
 * <p><b>Delivery.</b> Only committed decisions are read; offsets are committed after the write, and sinks are idempotent on
 * (decision id, revision): at-least-once and idempotent is once. What is no decision goes to the dead letters with its
 * cause.
 *
 * <p><b>Memory.</b> One batch of each sink; the live page's history and one bounded queue for each of its clients.
 */
@NullMarked
package io.tributary.sinks;

import org.jspecify.annotations.NullMarked;
