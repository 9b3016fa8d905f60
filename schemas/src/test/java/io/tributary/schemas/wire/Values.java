package io.tributary.schemas.wire;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.SourceOffset;
import java.time.Instant;
import java.util.List;

/** One valid value of every kind, with every optional part filled. */
final class Values {
    static final Instant AT = Instant.parse("2026-01-01T00:00:00.123Z");
    static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private Values() {}

    static List<Observation> observations() {
        return List.of(
                new Observation("m1/message/1", "m1", "message", AT, new Payload.Text("it hums, 静か"), TRACE),
                new Observation("m1/message/2", "m1", "message", AT, new Payload.Text("")),
                new Observation(
                        "m1/camera/1", "m1", "camera", AT, new Payload.Image(Bytes.owning(new byte[] {-1, 0, 127}))),
                new Observation("m1/telemetry/1", "m1", "telemetry", AT, series()),
                new Observation("m1/telemetry/2", "m1", "telemetry", AT, timed()),
                new Observation("m1/telemetry/3", "m1", "telemetry", AT, sample()));
    }

    static Payload.Reading series() {
        return Payload.Reading.series(List.of("a", "b"), 50, FloatVector.of(1, 2, Float.NaN, 4));
    }

    static Payload.Reading timed() {
        return new Payload.Reading(List.of("a"), 0, FloatVector.of(1, 2, 3), List.of(0, 40, 1000), 1f);
    }

    static Payload.Reading sample() {
        return new Payload.Reading(List.of("a", "b"), 0, FloatVector.of(-1.5f, Float.MIN_VALUE), List.of(), 1f);
    }

    static Embedding embedding() {
        return new Embedding(
                "m1/camera/1",
                "m1",
                "camera",
                AT,
                FloatVector.of(0.25f, -1f, Float.MAX_VALUE),
                "image-thermal@1",
                "ab".repeat(32),
                "image-thermal-1",
                true,
                0.5f,
                new SourceOffset("tributary.camera", 3, 1L << 40),
                AT.plusSeconds(1),
                TRACE,
                null,
                List.of(FloatVector.of(0.5f, -3f, 1f), FloatVector.of(0f, 1f, Float.MAX_VALUE)));
    }

    static Decision decision() {
        var used = new Evidence(
                "camera",
                true,
                1_200,
                2,
                1f,
                0.25f,
                "image-thermal@1",
                List.of("m1/camera/1"),
                List.of(new SourceOffset("tributary.camera", 3, 17)));
        return new Decision(
                Decision.idOf("m1", AT, AT.plusSeconds(10), "anomaly"),
                1,
                true,
                "m1",
                "anomaly",
                AT,
                AT.plusSeconds(10),
                CloseReason.GRACE,
                AT.plusSeconds(16),
                "normal",
                0.75f,
                false,
                List.of("normal", "anomalous"),
                FloatVector.of(0.75f, 0.25f),
                List.of(used, Evidence.absent("telemetry")),
                "plant-anomaly@1",
                "cd".repeat(32),
                List.of(TRACE));
    }
}
