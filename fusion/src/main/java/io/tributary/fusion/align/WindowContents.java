package io.tributary.fusion.align;

import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Match;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the store holds of one window while it closes. */
final class WindowContents {
    private final OpenWindow window;
    private final List<byte[]> keys = new ArrayList<>();
    private final Map<String, List<byte[]>> valuesByModality = new HashMap<>();

    WindowContents(OpenWindow window) {
        this.window = window;
    }

    boolean holds(byte[] key) {
        return StoreKeys.startsWith(key, window.key());
    }

    /** Takes an entry; entries come in the order of their keys, so each modality's in the order of event time, then id. */
    void add(byte[] key, byte[] value) {
        keys.add(key);
        valuesByModality
                .computeIfAbsent(StoreKeys.readModality(key, window.key()), m -> new ArrayList<>())
                .add(value);
    }

    OpenWindow window() {
        return window;
    }

    List<byte[]> keys() {
        return keys;
    }

    Moment toMoment(List<String> modalities, Match match, CloseReason reason, Instant triggeredAt) {
        List<Moment.Slot> slots = new ArrayList<>();
        List<Moment.Present> others = new ArrayList<>();
        for (String modality : modalities) {
            List<Moment.Present> spaces = inEverySpace(modality, match);
            slots.add(spaces.isEmpty() ? new Moment.Absent(modality) : spaces.get(0));
            others.addAll(spaces.subList(Math.min(1, spaces.size()), spaces.size()));
        }
        return new Moment(
                window.entity(),
                Instant.ofEpochMilli(window.window().start()),
                Instant.ofEpochMilli(window.window().end()),
                reason,
                triggeredAt,
                slots,
                others);
    }

    /** One a space, the space that arrived last first. */
    private List<Moment.Present> inEverySpace(String modality, Match match) {
        List<Embedding> embeddings = valuesByModality.getOrDefault(modality, List.of()).stream()
                .map(StoredEmbedding::embedding)
                .toList();
        return BySpace.lastArrivedFirst(embeddings).stream()
                .map(ofOneSpace -> present(embeddings.size(), used(ofOneSpace, match)))
                .toList();
    }

    /** @param ofOneSpace in the order of event time, then id */
    private static List<Embedding> used(List<Embedding> ofOneSpace, Match match) {
        return switch (match) {
            case LATEST -> List.of(ofOneSpace.get(ofOneSpace.size() - 1));
            case MEAN -> ofOneSpace;
        };
    }

    private Moment.Present present(int count, List<Embedding> used) {
        Embedding newest = used.get(used.size() - 1);
        return new Moment.Present(
                newest.modality(),
                mean(used),
                window.window().end() - newest.at().toEpochMilli(),
                count,
                newest.model(),
                newest.modelHash(),
                newest.space(),
                used.stream().map(Embedding::id).toList(),
                used.stream().map(Embedding::source).toList(),
                used.stream()
                        .map(Embedding::traceparent)
                        .filter(Objects::nonNull)
                        .toList());
    }

    /** Added up in double precision and in the order given, so that the same embeddings have the same mean. */
    private static FloatVector mean(List<Embedding> embeddings) {
        FloatVector first = embeddings.get(0).vector();
        if (embeddings.size() == 1) {
            return first;
        }
        float[] mean = new float[first.length()];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (Embedding embedding : embeddings) {
                sum += embedding.vector().get(i);
            }
            mean[i] = (float) (sum / embeddings.size());
        }
        return FloatVector.of(mean);
    }
}
