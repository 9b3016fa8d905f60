package io.tributary.ingest;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;

/** A pipeline of one modality of each kind, and observations of it. */
final class TestPipeline {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration SKEW = Duration.ofMinutes(1);
    static final Pipeline PIPELINE = new Pipeline(
            "plant",
            List.of(modality("telemetry", Kind.SENSOR), modality("camera", Kind.IMAGE), modality("message", Kind.TEXT)),
            Alignment.tumbling(
                    Duration.ofSeconds(10),
                    new Closing(
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(30),
                            Duration.ofSeconds(10),
                            List.of(),
                            Duration.ZERO,
                            1000,
                            1000)),
            List.of(),
            List.of(),
            Path.of("plant.yaml"));

    private TestPipeline() {}

    private static Modality modality(String name, Kind kind) {
        return new Modality(name, kind, Path.of("encoder"), Optional.empty(), Batching.of(kind), SKEW);
    }

    static Observation text(String entity, int number, String text) {
        return new Observation(
                entity + "/message/" + number, entity, "message", START.plusSeconds(number), new Payload.Text(text));
    }

    static Observation image(String entity, int number, Bytes image) {
        return new Observation(
                entity + "/camera/" + number, entity, "camera", START.plusSeconds(number), new Payload.Image(image));
    }

    static Observation reading(String entity, int number, float... row) {
        List<String> channels = List.of("a", "b", "c").subList(0, row.length);
        return new Observation(
                entity + "/telemetry/" + number,
                entity,
                "telemetry",
                START.plusSeconds(number),
                new Payload.Reading(channels, 0, FloatVector.of(row), List.of(), 1f));
    }

    /** @param format {@code png} or {@code jpg} */
    static Bytes picture(String format, int width, int height) {
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Bytes.owning(out.toByteArray());
    }
}
