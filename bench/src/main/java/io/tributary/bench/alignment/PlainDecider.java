package io.tributary.bench.alignment;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the peers say of a moment: a decision with the same evidence as ours, in the same Avro. The mean of all present values
 * is reckoned in Java instead of by a model, and no modality is left out for its contribution, so a peer has less to do.
 *
 * @param modalities names, in the order of the evidence
 */
public record PlainDecider(String topic, List<String> modalities, Duration window) {
    private static final String TASK = "presence";
    private static final List<String> CLASSES = List.of("high", "low");
    private static final String HEAD_HASH = "0".repeat(64);
    private static final DecisionCodec CODEC = new DecisionCodec(WireFormat.singleObject());

    public PlainDecider {
        modalities = List.copyOf(modalities);
    }

    /** The decision's bytes. */
    public byte[] decide(String entity, Row row) {
        List<Embedding> embeddings = row.readings().stream()
                .map(Reading::embedding)
                .sorted(Comparator.comparing(Embedding::modality))
                .toList();
        long at = embeddings.get(0).at().toEpochMilli();
        Instant start = Instant.ofEpochMilli(at - Math.floorMod(at, window.toMillis()));
        Instant end = start.plus(window);
        float score = score(embeddings);
        int label = score >= 0.5f ? 0 : 1;
        return CODEC.encode(
                topic,
                new Decision(
                        Decision.idOf(entity, start, end, TASK),
                        0,
                        true,
                        entity,
                        TASK,
                        start,
                        end,
                        CloseReason.GRACE,
                        Instant.now(),
                        CLASSES.get(label),
                        label == 0 ? score : 1 - score,
                        false,
                        CLASSES,
                        FloatVector.of(score, 1 - score),
                        evidence(embeddings, end),
                        "mean@1",
                        HEAD_HASH,
                        List.of()));
    }

    private static float score(List<Embedding> embeddings) {
        double sum = 0;
        int count = 0;
        for (Embedding embedding : embeddings) {
            for (int i = 0; i < embedding.vector().length(); i++) {
                sum += embedding.vector().get(i);
            }
            count += embedding.vector().length();
        }
        return (float) (1 / (1 + Math.exp(-2 * sum / count)));
    }

    private List<Evidence> evidence(List<Embedding> embeddings, Instant end) {
        List<Evidence> evidence = new ArrayList<>();
        for (String modality : modalities) {
            Evidence found = Evidence.absent(modality);
            for (Embedding embedding : embeddings) {
                if (embedding.modality().equals(modality)) {
                    found = new Evidence(
                            modality,
                            true,
                            Duration.between(embedding.at(), end).toMillis(),
                            1,
                            1f / embeddings.size(),
                            0f,
                            embedding.model(),
                            List.of(embedding.id()),
                            List.of(embedding.source()));
                }
            }
            evidence.add(found);
        }
        return evidence;
    }
}
