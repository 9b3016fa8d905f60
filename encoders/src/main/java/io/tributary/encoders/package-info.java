/**
 * Raw topics to embeddings: {@link io.tributary.encoders.EncoderStage} polls, encodes in batches with an
 * {@link io.tributary.encoders.Encoder} and commits, all in one transaction.
 *
 * <p><b>Ordering.</b> Embeddings of one partition are written in the order of their observations.
 *
 * <p><b>Back pressure.</b> The next records are polled when the last are encoded; what waits, waits on the raw topic.
 *
 * <p><b>Delivery.</b> Exactly once for readers with {@code read_committed}, or at least once where the connection says
 * so. What cannot be encoded is a dead letter with its cause, in the same transaction.
 *
 * <p><b>Memory.</b> Bounded by one poll's records and one model batch; native tensors die with the batch.
 */
@NullMarked
package io.tributary.encoders;

import org.jspecify.annotations.NullMarked;
