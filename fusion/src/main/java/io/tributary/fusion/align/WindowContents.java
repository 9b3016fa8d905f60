package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The embeddings that count in one window, each decoded when it is asked for. */
final class WindowContents {
    private final Map<String, List<byte[]>> valuesByModality = new HashMap<>();

    /** Takes an embedding; each modality's come in the order of event time, then id. */
    void add(String modality, byte[] value) {
        valuesByModality.computeIfAbsent(modality, m -> new ArrayList<>(1)).add(value);
    }

    /** In the order of event time, then id. */
    List<Embedding> of(String modality) {
        return valuesByModality.getOrDefault(modality, List.of()).stream()
                .map(StoredEmbedding::embedding)
                .toList();
    }
}
