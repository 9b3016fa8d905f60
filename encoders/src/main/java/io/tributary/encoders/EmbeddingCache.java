package io.tributary.encoders;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Embeddings by the content that they were made of, the least recently used forgotten first. It belongs to one loaded
 * model and goes with it, so it never answers for another. Safe for use by several threads.
 *
 * <p>Counts {@code tributary.encoder.cache} in Micrometer's global registry, by model and result: hit or miss.
 */
final class EmbeddingCache {
    private final Map<ContentHash, Encoded.Success> entries;
    private final Counter hits;
    private final Counter misses;

    /**
     * @param model whose embeddings these are
     * @param capacity embeddings; 0 remembers nothing
     */
    EmbeddingCache(String model, int capacity) {
        this.hits = Metrics.counter("tributary.encoder.cache", "model", model, "result", "hit");
        this.misses = Metrics.counter("tributary.encoder.cache", "model", model, "result", "miss");
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ContentHash, Encoded.Success> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized Optional<Encoded.Success> find(ContentHash content) {
        Optional<Encoded.Success> found = Optional.ofNullable(entries.get(content));
        (found.isPresent() ? hits : misses).increment();
        return found;
    }

    synchronized void remember(ContentHash content, Encoded.Success embedding) {
        entries.put(content, embedding);
    }
}
