package io.tributary.sinks;

import java.time.Duration;

/**
 * How long to wait between attempts: doubling from {@code first} up to {@code longest}.
 *
 * @param first wall-clock time after the first failed attempt
 * @param longest wall-clock time that is never exceeded
 */
record Backoff(Duration first, Duration longest) {
    static final Backoff DEFAULT = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    /** @param failures failed attempts so far, at least 1 */
    Duration after(int failures) {
        Duration wait = first.multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
