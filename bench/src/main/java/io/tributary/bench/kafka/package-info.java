/** The benchmark's side of Kafka: topics, the load, and what is read of the results. */
@NullMarked
package io.tributary.bench.kafka;

import org.jspecify.annotations.NullMarked;
