package io.tributary.bench.measure;

/**
 * From the time an event was to be sent to the time its embedding could be read, at a load that does not wait for answers.
 *
 * @param eventsPerSecond sent
 * @param p50Millis half are no slower
 * @param p99Millis of a hundred, one is slower
 */
public record Latency(double eventsPerSecond, double p50Millis, double p99Millis) {}
