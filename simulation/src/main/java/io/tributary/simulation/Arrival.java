package io.tributary.simulation;

import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that a producer sends.
 *
 * @param time by the simulation's clock, at the earliest
 */
record Arrival(Instant time, ProducerRecord<byte[], byte[]> record) {}
