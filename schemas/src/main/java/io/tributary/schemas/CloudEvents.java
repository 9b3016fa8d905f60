package io.tributary.schemas;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** CloudEvents 1.0 attributes in Kafka headers (binary mode), and the W3C trace context. */
public final class CloudEvents {
    /** Media type of Avro values, whichever the wire format. */
    public static final String AVRO = "application/avro";

    public static final String JSON = "application/json";
    public static final String CONTENT_TYPE = "content-type";

    private CloudEvents() {}

    /**
     * Adds {@code ce_*}, {@code content-type} and {@code traceparent}.
     *
     * @param type such as {@code io.tributary.embedding}
     * @param source the stage that writes the record
     * @param subject the entity
     */
    public static void write(
            Headers headers,
            String type,
            String source,
            String id,
            String subject,
            Instant time,
            @Nullable String traceparent) {
        put(headers, "ce_specversion", "1.0");
        put(headers, "ce_type", type);
        put(headers, "ce_source", "/tributary/" + source);
        put(headers, "ce_id", id);
        put(headers, "ce_subject", subject);
        put(headers, "ce_time", time.toString());
        put(headers, CONTENT_TYPE, AVRO);
        if (traceparent != null) {
            put(headers, "traceparent", traceparent);
        }
    }

    private static void put(Headers headers, String name, String value) {
        if (headers.lastHeader(name) != null) {
            headers.remove(name);
        }
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
