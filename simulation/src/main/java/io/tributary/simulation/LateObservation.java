package io.tributary.simulation;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record of the late topic.
 *
 * @param reason why the first of the windows that it missed was decided
 * @param lateness event time behind the watermark
 * @param missed of how many of its windows it came too late
 * @param windows that it belongs to
 */
record LateObservation(Embedding embedding, CloseReason reason, Duration lateness, int missed, int windows) {
    static LateObservation of(Embedding embedding, Headers headers) {
        String[] windows = text(headers, "tributary-late-windows").split("/", 2);
        return new LateObservation(
                embedding,
                CloseReason.valueOf(text(headers, "tributary-late-reason")),
                Duration.ofMillis(Long.parseLong(text(headers, "tributary-lateness-ms"))),
                Integer.parseInt(windows[0]),
                Integer.parseInt(windows[1]));
    }

    private static String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null) {
            throw new IllegalStateException("a record of the late topic has no header " + name);
        }
        return new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return embedding.entity() + "'s " + embedding.id() + " at " + embedding.at() + ", late by " + lateness + ", "
                + reason + ", for " + missed + " of " + windows;
    }
}
