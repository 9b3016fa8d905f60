/**
 * Alignment on Flink, as a contestant of {@code tributary bench alignment}: a job in a mini cluster of one slot, in a process
 * with Flink's own class path.
 */
@NullMarked
package io.tributary.bench.flink;

import org.jspecify.annotations.NullMarked;
