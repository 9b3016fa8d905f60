package io.tributary.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.schemas.Payload;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class GeneratedValuesTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void theSameSeedGivesTheSameObservations() {
        assertThat(some(Observations.seeded(7))).isEqualTo(some(Observations.seeded(7)));
        assertThat(some(Observations.seeded(7))).isNotEqualTo(some(Observations.seeded(8)));
    }

    @Test
    void anImageCanBeDecoded() throws Exception {
        var image =
                (Payload.Image) Observations.seeded(1).image("m1", "camera", AT).payload();
        assertThat(ImageIO.read(new ByteArrayInputStream(image.content().toArray())))
                .satisfies(decoded -> assertThat(decoded.getWidth()).isEqualTo(16));
    }

    @Test
    void anEmbeddingHasLengthOneAndAnIdOfItsOwn() {
        var embeddings = Embeddings.seeded(3);
        var first = embeddings.embedding("m1", "camera", AT, 5);
        var second = embeddings.embedding("m1", "camera", AT, 5);
        double squares = 0;
        for (float value : first.vector().toArray()) {
            squares += value * (double) value;
        }
        assertThat(squares).isCloseTo(1, within(1e-6));
        assertThat(first.id()).isNotEqualTo(second.id());
        assertThat(first.vector()).isNotEqualTo(second.vector());
    }

    private static List<Object> some(Observations observations) {
        return List.of(
                observations.text("m1", "message", AT),
                observations.image("m1", "camera", AT),
                observations.series("m1", "telemetry", AT, List.of("a", "b"), 10, 4),
                observations.sample("m1", "telemetry", AT, List.of("a", "b")));
    }
}
