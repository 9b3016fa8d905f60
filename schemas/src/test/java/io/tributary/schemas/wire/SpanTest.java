package io.tributary.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Span;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpanTest {
    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
    private static final Span SPAN = new Span(NOON.minusSeconds(30), NOON.plusMillis(1));

    @Test
    void aFrameAndItsEmbeddingCarryTheTimeThatTheyCover() throws RefusedException {
        var frame = new Observation(
                "f",
                "pump",
                "sensor",
                NOON,
                new Payload.Reading(List.of("a"), 1, FloatVector.of(1, Float.NaN), List.of(), 0.5f, SPAN));
        var embedding = new Embedding(
                "f",
                "pump",
                "sensor",
                NOON,
                FloatVector.of(1),
                "m@1",
                "00",
                "m-1",
                false,
                0.5f,
                new SourceOffset("t", 0, 7),
                NOON,
                null,
                SPAN);
        var frames = new ObservationCodec(WireFormat.singleObject());
        var embeddings = new EmbeddingCodec(WireFormat.singleObject());

        assertThat(frames.decode(frames.encode("t", frame))).isEqualTo(frame);
        assertThat(embeddings.decode(embeddings.encode("t", embedding))).isEqualTo(embedding);
    }

    @Test
    void aSpanEndsAfterItsBeginning() {
        assertThatThrownBy(() -> new Span(NOON, NOON)).hasMessageContaining("expected an end after its beginning");
    }
}
