/**
 * Recordings to moments without a broker, by the same encoders, framing and alignment that the stages run.
 *
 * <p><b>Ordering.</b> Observations are taken in the recording's order, which is that of their arrival; all entities share
 * one watermark, as on a topic with one partition. <b>Back pressure.</b> None: one thread reads, encodes and aligns.
 * <b>Delivery.</b> What an encoder refuses is counted with its cause and harms nothing else. <b>Memory.</b> Observations
 * pass in chunks; every moment stays in memory.
 */
@NullMarked
package io.tributary.training.moments;

import org.jspecify.annotations.NullMarked;
