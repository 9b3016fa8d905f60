package io.tributary.simulation;

import io.tributary.schemas.Bound;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Whether of every record that an encoder reads there is one embedding, one bound or one dead letter, and of every frame one;
 * at least one where delivery is at least once.
 */
record DeliveryCheck(Pipeline pipeline, boolean exactlyOnce) {
    List<String> violations(Outcome outcome) {
        Map<SourceOffset, Integer> outcomes = new HashMap<>();
        Stream.concat(
                        outcome.embeddings().stream().map(Embedding::source),
                        outcome.deadLetters().stream()
                                .filter(letter -> letter.stage().startsWith("encoder-"))
                                .map(DeadLetter::source))
                .forEach(source -> outcomes.merge(source, 1, Integer::sum));
        List<String> violations = new ArrayList<>();
        for (Modality modality : pipeline.modalities()) {
            boolean framed = modality.framing().isPresent();
            String input = framed
                    ? outcome.topics().frames(modality.name())
                    : outcome.topics().raw(modality.name());
            List<ConsumerRecord<byte[], byte[]>> records = outcome.broker().read(input);
            List<String> bounds = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                var source = new SourceOffset(record.topic(), record.partition(), record.offset());
                Integer found = outcomes.remove(source);
                if (found == null && Bound.isMeant(record.headers())) {
                    bounds.add(bound(record, modality.name()));
                } else {
                    check(source, found == null ? 0 : found, violations);
                }
            }
            passedOn(bounds, outcome, modality.name(), violations);
            if (framed && exactlyOnce) {
                framesOnce(records, violations);
            }
        }
        outcomes.keySet().forEach(source -> violations.add(source + " was encoded, but does not count"));
        return violations;
    }

    /** Whether what producers said of a modality stands among its embeddings, in each partition in its order. */
    private void passedOn(List<String> said, Outcome outcome, String modality, List<String> violations) {
        List<String> found = outcome.broker().read(outcome.topics().embeddings()).stream()
                .filter(record -> Bound.isMeant(record.headers()))
                .filter(record -> read(record, null).modality().equals(modality))
                .map(record -> bound(record, null))
                .toList();
        if (exactlyOnce ? !found.equals(said) : !found.containsAll(said)) {
            violations.add("the bounds of " + modality + " became " + found + ", expected " + said);
        }
    }

    private static String bound(ConsumerRecord<byte[], byte[]> record, @Nullable String modality) {
        return record.partition() + ": " + read(record, modality);
    }

    private static Bound read(ConsumerRecord<byte[], byte[]> record, @Nullable String modality) {
        try {
            return Bound.read(record.key(), record.value(), record.headers(), modality);
        } catch (RefusedException e) {
            throw new IllegalStateException("a bound cannot be read: " + e.getMessage(), e);
        }
    }

    private void check(SourceOffset source, int found, List<String> violations) {
        if (found == 0) {
            violations.add(source + " was lost: no embedding and no dead letter is made of it");
        } else if (found > 1 && exactlyOnce) {
            violations.add(source + " was doubled: " + found + " embeddings or dead letters are made of it");
        }
    }

    private static void framesOnce(List<ConsumerRecord<byte[], byte[]>> frames, List<String> violations) {
        Set<String> seen = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> frame : frames) {
            if (Bound.isMeant(frame.headers())) {
                continue;
            }
            String id = new String(frame.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
            if (!seen.add(new String(frame.key(), StandardCharsets.UTF_8) + " " + id)) {
                violations.add("the frame " + id + " was sent twice");
            }
        }
    }
}
