/**
 * The contract between the stages: values that cannot be wrong, their Avro schemas and wire formats, topics, pipeline
 * files and recordings. Every stage depends on this module and on no other stage.
 *
 * <p>In the order of the flow: {@link io.tributary.schemas.Observation}, {@link io.tributary.schemas.Embedding},
 * {@link io.tributary.schemas.Decision}; beside it {@link io.tributary.schemas.DeadLetter}. Read
 * {@code resources/io/tributary/schemas/avro/*.avsc} for what is on the wire.
 */
@NullMarked
package io.tributary.schemas;

import org.jspecify.annotations.NullMarked;
