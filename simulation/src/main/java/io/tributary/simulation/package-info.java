/**
 * The whole path of a pipeline under virtual time: no broker, no threads, no wall clock.
 *
 * <pre>
 * producers ─► raw topics ─► framing ─► encoders ─► embeddings ─► fusion ─► decisions ─► sink
 * </pre>
 *
 * Framing, encoding, alignment, heads and formats are the stages' own; what is simulated is Kafka, in {@link
 * io.tributary.simulation.SimulatedBroker} and {@link io.tributary.simulation.Member}, and the clock. {@link
 * io.tributary.simulation.Simulation} is where users begin.
 */
@NullMarked
package io.tributary.simulation;

import org.jspecify.annotations.NullMarked;
