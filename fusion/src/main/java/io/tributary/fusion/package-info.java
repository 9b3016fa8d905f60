/**
 * Embeddings to moments to decisions.
 *
 * <pre>
 * embeddings ─► align per entity in event time ─► moments ─► heads ─► decisions
 *                 ├─ came after its window closed ─► late, with lateness and reason
 *                 └─ unreadable, or of a space its head was not trained on ─► dead letters, with cause
 * </pre>
 *
 * {@link io.tributary.fusion.FusionStage} runs {@link io.tributary.fusion.FusionTopology}; its {@link
 * io.tributary.fusion.AlignProcessor} is the thin edge of the pure {@link io.tributary.fusion.align.Aligner}, its {@link
 * io.tributary.fusion.DecideProcessor} that of {@link io.tributary.fusion.head.Heads}.
 *
 * <p><b>Ordering.</b> Embeddings are keyed by entity; those of one entity are taken in the order of their partition, and
 * the decisions of one step come out ordered by window end, entity and task. Which of two windows of different entities
 * closes first may differ between runs, what they contain does not, unless a clock closed them.
 *
 * <p><b>Back pressure.</b> Kafka Streams polls only when its tasks have room ({@code buffered.records.per.partition}); a
 * full producer buffer makes it wait.
 *
 * <p><b>Delivery.</b> Exactly once: input, state and decisions are in one transaction, so after a crash each moment is still
 * decided once. With {@code exactlyOnce = false} a crash may repeat a decision under the same id, and count in it what came
 * for it after it was decided; none is lost, because what closing a window changes is written one commit after its decision.
 *
 * <p><b>Memory.</b> About 300 bytes an open window on the heap, at most {@code max-open} windows a partition, and up to 64
 * MiB of their embeddings; the others are in RocksDB until their window closes. What has changed since the last commit, and
 * all moments that one step closes, are on the heap together.
 *
 * <p><b>Latency.</b> A complete moment waits up to 5 ms for others to go through the heads with, and with exactly once up to
 * 15 ms for the commit.
 */
@NullMarked
package io.tributary.fusion;

import org.jspecify.annotations.NullMarked;
