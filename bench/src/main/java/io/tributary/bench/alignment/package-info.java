/**
 * Fusion beside its peers: the same embeddings, aligned by ours, by joins and by windows of Kafka Streams, and by Flink.
 *
 * <p>In the order in which data flows: {@link io.tributary.bench.alignment.Workload} says what happens, a {@link
 * io.tributary.bench.alignment.Stretch} is a piece of it in the order of arrival, with what must be decided; {@link
 * io.tributary.bench.alignment.EmbeddingRecords} puts it on the wire; contestants work in processes of their own; {@link
 * io.tributary.bench.alignment.DecisionsSeen} reads what they decided and {@link io.tributary.bench.alignment.Verdict} says
 * what was wrong with it.
 */
@NullMarked
package io.tributary.bench.alignment;

import org.jspecify.annotations.NullMarked;
