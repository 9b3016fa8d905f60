/**
 * Sensors: readings are resampled to the points that a model takes, and before that, where the pipeline says so, cut
 * into frames by {@link io.tributary.encoders.sensor.FramingStage}.
 *
 * <p><b>Ordering.</b> Frames of an entity are sent in the order of their time; samples may arrive out of order within the
 * grace.
 *
 * <p><b>Back pressure.</b> Kafka Streams polls no further than it has processed; what waits, waits on the raw topic.
 *
 * <p><b>Delivery.</b> Exactly once, or at least once where the connection says so; a frame sent twice has the same id.
 *
 * <p><b>Memory.</b> Samples lie in a RocksDB store with a changelog until no open frame covers them; there are at most as
 * many as the pipeline file says. On the heap is one entry for each entity that is not forgotten.
 */
@NullMarked
package io.tributary.encoders.sensor;

import org.jspecify.annotations.NullMarked;
