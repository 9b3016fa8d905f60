package io.tributary.schemas;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a producer says of its modality: nothing older than {@code at} will come any more. Moments that only waited for that
 * are decided without waiting for the grace.
 *
 * <p>It is a record without a value, with the header {@value #AT}, a time such as {@code 2026-01-01T00:00:10Z}, on the raw
 * topic behind the observations that it speaks of. Its key is the entity; with no key it speaks of its partition.
 *
 * @param modality of which it speaks
 * @param entity of which it speaks; empty for every entity of the partition in which it lies
 * @param at event time; what is observed then, or later, may still come
 */
public record Bound(String modality, Optional<String> entity, Instant at) {
    /** Header: the time, in ISO 8601. */
    public static final String AT = "tributary-bound";
    /** Header on topics that several modalities share: the modality. */
    public static final String MODALITY = "tributary-bound-modality";

    /** Whether a record is meant as a bound; {@link #read} then says whether it is one. */
    public static boolean isMeant(Headers headers) {
        return headers.lastHeader(AT) != null;
    }

    /**
     * @param modality whose topic it is; null where several share it, and a header says which
     * @throws RefusedException if the record is no bound, with what is wrong with it
     */
    public static Bound read(byte @Nullable [] key, byte @Nullable [] value, Headers headers, @Nullable String modality)
            throws RefusedException {
        if (value != null && value.length > 0) {
            throw new RefusedException(
                    Refusal.Cause.INVALID_FIELD,
                    "value",
                    "value has " + value.length + " bytes beside the header " + AT
                            + ", expected none: a bound is a record of its own, behind the observations it speaks of");
        }
        Optional<String> entity = key == null ? Optional.empty() : Optional.of(new String(key, StandardCharsets.UTF_8));
        if (entity.isPresent() && entity.get().isEmpty()) {
            throw new RefusedException(
                    Refusal.Cause.INVALID_FIELD, "key", "key is empty, expected an entity, or null for the partition");
        }
        return new Bound(modality == null ? text(headers, MODALITY) : modality, entity, time(text(headers, AT)));
    }

    private static String text(Headers headers, String name) throws RefusedException {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw new RefusedException(
                    Refusal.Cause.INVALID_FIELD, name, "the header " + name + " is missing, expected it on a bound");
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    private static Instant time(String text) throws RefusedException {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new RefusedException(
                    Refusal.Cause.INVALID_FIELD,
                    AT,
                    "the header " + AT + " is '" + (text.length() > 40 ? text.substring(0, 40) + "…" : text)
                            + "', expected a time such as 2026-01-01T00:00:10Z");
        }
    }

    /**
     * The record of this bound on a topic.
     *
     * @param partition where it lies; needed where it speaks of a partition
     * @param shared whether several modalities share the topic
     */
    public ProducerRecord<byte[], byte[]> toRecord(String topic, @Nullable Integer partition, boolean shared) {
        byte[] key = entity.map(name -> name.getBytes(StandardCharsets.UTF_8)).orElse(null);
        var record = new ProducerRecord<byte[], byte[]>(topic, partition, key, null);
        record.headers().add(AT, at.toString().getBytes(StandardCharsets.UTF_8));
        if (shared) {
            record.headers().add(MODALITY, modality.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }
}
