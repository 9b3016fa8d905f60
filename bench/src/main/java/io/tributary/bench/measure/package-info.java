/**
 * Rounds, ratios and goals: arithmetic without Kafka, and the order in which rounds are run. Everything that is compared
 * runs in turn, forwards and then backwards, so that a machine that gets slower is slower for all.
 */
@NullMarked
package io.tributary.bench.measure;

import org.jspecify.annotations.NullMarked;
