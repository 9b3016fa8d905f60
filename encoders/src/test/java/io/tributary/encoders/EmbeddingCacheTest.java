package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EmbeddingCacheTest {
    @Test
    void theLeastRecentlyUsedIsForgottenFirst() {
        var cache = new EmbeddingCache("model@1", 2);
        cache.remember(hash("a"), embedding(1));
        cache.remember(hash("b"), embedding(2));
        assertThat(cache.find(hash("a"))).contains(embedding(1));

        cache.remember(hash("c"), embedding(3));

        assertThat(cache.find(hash("b"))).isEmpty();
        assertThat(cache.find(hash("a"))).contains(embedding(1));
        assertThat(cache.find(hash("c"))).contains(embedding(3));
    }

    @Test
    void contentIsTheSameWhoeverSentIt() {
        assertThat(hash("a")).isEqualTo(hash("a")).isNotEqualTo(hash("A"));
        assertThat(ContentHash.of(new Payload.Image(Bytes.owning(new byte[] {1}))))
                .isEqualTo(ContentHash.of(new Payload.Image(Bytes.owning(new byte[] {1}))))
                .isPresent();
        assertThat(ContentHash.of(Payload.Reading.series(List.of("a"), 1, FloatVector.of(1))))
                .isEmpty();
    }

    @Test
    void repeatedTextsHaveTheEmbeddingOfTheFirst() {
        try (Encoder encoder = Encoders.open(TestBundles.bundled("text"))) {
            List<Observation> batch = List.of(text("1", "good news"), text("2", "bad news"), text("3", "good news"));

            var registry = new SimpleMeterRegistry();
            Metrics.addRegistry(registry);

            List<Encoded> encoded = encoder.encode(batch);

            assertThat(encoded.get(2)).isSameAs(encoded.get(0));
            assertThat(encoded.get(1)).isNotEqualTo(encoded.get(0));
            assertThat(encoder.encode(batch).get(1)).isSameAs(encoded.get(1));
            assertThat(registry.get("tributary.encoder.cache")
                            .tags("model", encoder.modelName(), "result", "hit")
                            .counter()
                            .count())
                    .isEqualTo(3);
            Metrics.removeRegistry(registry);
        }
    }

    private static Observation text(String id, String text) {
        return new Observation(id, "entity", "text", TestObservations.NOON, new Payload.Text(text));
    }

    private static ContentHash hash(String text) {
        return ContentHash.of(new Payload.Text(text)).orElseThrow();
    }

    private static Encoded.Success embedding(float value) {
        return new Encoded.Success(FloatVector.of(value), false, 1);
    }
}
