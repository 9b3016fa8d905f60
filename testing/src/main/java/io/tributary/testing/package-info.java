/**
 * Fixtures for the tests of every module: {@link io.tributary.testing.KafkaExtension} gives a test a real broker, embedded
 * or in a container, and {@link io.tributary.testing.JavaProcess} a process of its own that can be killed.
 * {@link io.tributary.testing.Observations} and {@link io.tributary.testing.Embeddings} generate valid values.
 */
@NullMarked
package io.tributary.testing;

import org.jspecify.annotations.NullMarked;
