package io.tributary.fusion.align;

import io.tributary.schemas.Embedding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Embeddings of one modality in one window, parted by what may be fused as one: space and dimension.
 *
 * <p>The space that arrived last is that of the embedding whose raw record lies furthest in its topic. An encoder works in
 * the order of that topic, so after its model was changed this is the new model's space, however late or early the
 * observations were; and it is the same in every run.
 */
final class BySpace {
    private static final Comparator<Embedding> ARRIVAL = Comparator.<Embedding>comparingLong(
                    embedding -> embedding.source().offset())
            .thenComparing(Embedding::at)
            .thenComparing(Embedding::id);

    private static final Comparator<List<Embedding>> LAST_ARRIVAL =
            Comparator.comparing(ofOneSpace -> ofOneSpace.stream().max(ARRIVAL).orElseThrow(), ARRIVAL);

    private BySpace() {}

    private record Key(String space, int dimension) {}

    /** Each list has the order that its embeddings have among {@code embeddings}, and is not empty. */
    static List<List<Embedding>> lastArrivedFirst(List<Embedding> embeddings) {
        if (embeddings.size() == 1) {
            return List.of(embeddings);
        }
        Map<Key, List<Embedding>> spaces = new LinkedHashMap<>();
        for (Embedding embedding : embeddings) {
            spaces.computeIfAbsent(new Key(embedding.space(), embedding.vector().length()), space -> new ArrayList<>())
                    .add(embedding);
        }
        List<List<Embedding>> ordered = new ArrayList<>(spaces.values());
        if (ordered.size() > 1) {
            ordered.sort(LAST_ARRIVAL.reversed());
        }
        return ordered;
    }
}
