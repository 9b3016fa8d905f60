package io.tributary.bench.report;

import io.tributary.schemas.pipeline.Batching;
import java.time.Duration;

/** Settings by their names in a pipeline file. */
public record BatchingText(Batching batching) {
    /** The same settings but for one. */
    public Batching with(String name, int value) {
        return new Batching(
                name.equals("records") ? value : batching.records(),
                batching.delay(),
                name.equals("rows") ? value : batching.rows(),
                name.equals("tokens") ? value : batching.tokens(),
                batching.byLength(),
                name.equals("sessions") ? value : batching.sessions(),
                name.equals("threads") ? value : batching.threads(),
                name.equals("cache") ? value : batching.cache());
    }

    /** The same settings but for two. */
    public Batching with(String first, int firstValue, String second, int secondValue) {
        return new BatchingText(with(first, firstValue)).with(second, secondValue);
    }

    /** The same settings with another delay. */
    public Batching withDelay(Duration delay) {
        return new Batching(
                batching.records(),
                delay,
                batching.rows(),
                batching.tokens(),
                batching.byLength(),
                batching.sessions(),
                batching.threads(),
                batching.cache());
    }

    /** As a pipeline file has them. */
    public String toYaml() {
        return "{ records: %d, delay: %s, rows: %d, tokens: %d, order: %s, sessions: %d, threads: %d, cache: %d }"
                .formatted(
                        batching.records(),
                        batching.delay(),
                        batching.rows(),
                        batching.tokens(),
                        batching.byLength() ? "length" : "arrival",
                        batching.sessions(),
                        batching.threads(),
                        batching.cache());
    }
}
