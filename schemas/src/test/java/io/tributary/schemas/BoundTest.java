package io.tributary.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class BoundTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:10Z");

    private static Headers headers(String... namesAndValues) {
        var headers = new RecordHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    @Test
    void aBoundIsReadAsItWasWritten() throws RefusedException {
        for (Optional<String> entity : java.util.List.of(Optional.of("m1"), Optional.<String>empty())) {
            var bound = new Bound("message", entity, AT);

            ProducerRecord<byte[], byte[]> shared = bound.toRecord("embeddings", 3, true);
            ProducerRecord<byte[], byte[]> own = bound.toRecord("message", 3, false);

            assertThat(Bound.isMeant(shared.headers())).isTrue();
            assertThat(Bound.read(shared.key(), shared.value(), shared.headers(), null))
                    .isEqualTo(bound);
            assertThat(Bound.read(own.key(), own.value(), own.headers(), "message"))
                    .isEqualTo(bound);
            assertThat(own.partition()).isEqualTo(3);
        }
    }

    @Test
    void whatIsWrongWithABoundIsSaid() {
        assertRefused("value", "value has 2 bytes", new byte[2], headers(Bound.AT, AT.toString()));
        assertRefused(Bound.AT, "is 'soon', expected a time such as", null, headers(Bound.AT, "soon"));
        assertRefused(Bound.MODALITY, "is missing", null, headers(Bound.AT, AT.toString()));
    }

    private static void assertRefused(String field, String words, byte[] value, Headers headers) {
        boolean shared = field.equals(Bound.MODALITY);
        assertThatThrownBy(() -> Bound.read(null, value, headers, shared ? null : "message"))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.refusal().field()).isEqualTo(field);
                    assertThat(e.refusal().detail()).contains(words);
                });
    }
}
