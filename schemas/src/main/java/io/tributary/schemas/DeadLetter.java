package io.tributary.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be used, with its cause: key, value and headers stay as they were, so that it can be sent
 * again once the cause is mended. The cause is in headers: Kafka's own {@code __streams.errors.*} (KIP-1034), so that
 * existing tools work, and ours.
 *
 * @param stage the stage that refused it, such as {@code encoder-text}
 * @param source where the record lies
 * @param key the record's key as it was
 * @param value the record's value as it was
 */
public record DeadLetter(
        String stage, Refusal refusal, SourceOffset source, byte @Nullable [] key, byte @Nullable [] value) {
    public static final String STAGE = "tributary-error-stage";
    public static final String CAUSE = "tributary-error-cause";
    public static final String FIELD = "tributary-error-field";
    private static final String MESSAGE = "__streams.errors.message";
    private static final String EXCEPTION = "__streams.errors.exception";
    private static final String TOPIC = "__streams.errors.topic";
    private static final String PARTITION = "__streams.errors.partition";
    private static final String OFFSET = "__streams.errors.offset";

    /** The record for the dead-letter topic. {@code original} are the refused record's headers, kept as they are. */
    public ProducerRecord<byte[], byte[]> toRecord(Topics topics, Headers original) {
        var record = new ProducerRecord<byte[], byte[]>(topics.deadLetters(), null, null, key, value);
        for (Header header : original) {
            record.headers().add(header);
        }
        writeHeaders(record.headers());
        return record;
    }

    /** Adds the cause to {@code headers}; of a record that was refused before, the newer cause replaces the older. */
    public void writeHeaders(Headers headers) {
        put(headers, STAGE, stage);
        put(headers, CAUSE, refusal.cause().name());
        put(headers, FIELD, refusal.field());
        put(headers, MESSAGE, refusal.detail());
        put(headers, EXCEPTION, RefusedException.class.getName());
        put(headers, TOPIC, source.topic());
        put(headers, PARTITION, Integer.toString(source.partition()));
        put(headers, OFFSET, Long.toString(source.offset()));
    }

    /** Reads the cause of a dead letter from its headers; a missing one reads as empty. */
    public static DeadLetter read(Headers headers, byte @Nullable [] key, byte @Nullable [] value) {
        Refusal.Cause cause;
        try {
            cause = Refusal.Cause.valueOf(text(headers, CAUSE));
        } catch (IllegalArgumentException e) {
            cause = Refusal.Cause.UNREADABLE;
        }
        return new DeadLetter(
                text(headers, STAGE),
                new Refusal(cause, text(headers, FIELD), text(headers, MESSAGE)),
                new SourceOffset(text(headers, TOPIC), (int) number(headers, PARTITION), number(headers, OFFSET)),
                key,
                value);
    }

    private static void put(Headers headers, String name, String value) {
        headers.remove(name);
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static long number(Headers headers, String name) {
        String text = text(headers, name);
        return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
