package io.tributary.training.moments;

import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Observation;
import io.tributary.schemas.SourceOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Observations of several modalities, encoded together a modality, given back in the order in which they came. */
final class EncodedChunk {
    private static final String TOPIC = "recording";

    private final OpenEncoders encoders;
    private final int capacity;
    private final List<Observation> waiting = new ArrayList<>();
    private long taken;

    EncodedChunk(OpenEncoders encoders, int capacity) {
        this.encoders = encoders;
        this.capacity = capacity;
    }

    void add(Observation observation) {
        waiting.add(observation);
    }

    boolean isFull() {
        return waiting.size() >= capacity;
    }

    /** Encodes what waits. Each observation leads to one call of either. */
    void drain(Consumer<Embedding> embeddings, Consumer<Encoded.Rejected> rejected) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        for (int i = 0; i < waiting.size(); i++) {
            places.computeIfAbsent(waiting.get(i).modality(), name -> new ArrayList<>())
                    .add(i);
        }
        Encoded[] results = new Encoded[waiting.size()];
        places.forEach((modality, some) -> {
            List<Encoded> encoded =
                    encoders.of(modality).encode(some.stream().map(waiting::get).toList());
            for (int i = 0; i < some.size(); i++) {
                results[some.get(i)] = encoded.get(i);
            }
        });
        for (int i = 0; i < results.length; i++) {
            Observation observation = waiting.get(i);
            if (results[i] instanceof Encoded.Success success) {
                embeddings.accept(embedding(observation, success, taken + i));
            } else if (results[i] instanceof Encoded.Rejected refusal) {
                rejected.accept(refusal);
            }
        }
        taken += results.length;
        waiting.clear();
    }

    private Embedding embedding(Observation observation, Encoded.Success success, long place) {
        Encoder encoder = encoders.of(observation.modality());
        return new Embedding(
                observation.id(),
                observation.entity(),
                observation.modality(),
                observation.at(),
                success.vector(),
                encoder.modelName(),
                encoder.modelHash(),
                encoder.space(),
                success.truncated(),
                success.coverage(),
                new SourceOffset(TOPIC, 0, place),
                observation.at(),
                observation.traceparent(),
                null,
                success.sequence());
    }
}
