package io.tributary.encoders;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import java.time.Instant;
import java.util.List;

/** Observations for tests. */
public final class TestObservations {
    public static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private TestObservations() {}

    public static Observation text(String id, String entity, String text) {
        return new Observation(id, entity, "text", NOON, new Payload.Text(text));
    }

    public static Observation image(byte[] content) {
        return new Observation("image-1", "camera-1", "image", NOON, new Payload.Image(Bytes.owning(content)));
    }

    /** One series, row by row, at 1 Hz. */
    public static Observation reading(String id, List<String> channels, float... samples) {
        return new Observation(
                id, "machine-1", "sensor", NOON, Payload.Reading.series(channels, 1, FloatVector.of(samples)));
    }
}
