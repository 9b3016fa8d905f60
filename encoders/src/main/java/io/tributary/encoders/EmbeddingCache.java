package io.tributary.encoders;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Embeddings by the content that they were made of, the least recently used forgotten first. It belongs to one loaded
 * model and goes with it, so it never answers for another. Safe for use by several threads.
 */
final class EmbeddingCache {
    private final Map<ContentHash, Encoded.Success> entries;

    /** @param capacity embeddings; 0 remembers nothing */
    EmbeddingCache(int capacity) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ContentHash, Encoded.Success> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized Optional<Encoded.Success> find(ContentHash content) {
        return Optional.ofNullable(entries.get(content));
    }

    synchronized void remember(ContentHash content, Encoded.Success embedding) {
        entries.put(content, embedding);
    }
}
