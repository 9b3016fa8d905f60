package io.tributary.training.moments;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.fusion.Moment;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.recording.Label;
import io.tributary.schemas.recording.RecordingWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRecordingTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void readingsBecomeFramesAndMeetTheTextOfTheirWindow() throws Exception {
        Path models = Path.of(System.getProperty("tributary.root")).resolve("models/encoders");
        Path file = Files.writeString(
                folder.resolve("machine.yaml"),
                """
                name: machine
                modalities:
                  telemetry:
                    kind: sensor
                    encoder: %1$s/sensor-telemetry
                    framing: { length: PT30S, hop: PT10S, min-coverage: 0.1 }
                  message: { kind: text, encoder: %1$s/text }
                alignment: { window: PT10S }
                tasks:
                  anomaly: { head: heads/none }
                """
                        .formatted(models));
        Pipeline pipeline = PipelineFile.read(file);
        Path recording = minuteOf(Bundle.read(models.resolve("sensor-telemetry")));

        EmbeddedRecording embedded;
        try (OpenEncoders encoders = OpenEncoders.of(pipeline)) {
            embedded = EmbeddedRecording.of(recording, pipeline, encoders, step -> {});
        }

        assertThat(embedded.moments())
                .extracting(Moment::windowStart)
                .containsExactly(
                        START,
                        START.plusSeconds(10),
                        START.plusSeconds(20),
                        START.plusSeconds(30),
                        START.plusSeconds(40),
                        START.plusSeconds(50));
        assertThat(embedded.moments())
                .allMatch(moment -> moment.present("telemetry").isPresent());
        assertThat(embedded.moments())
                .filteredOn(moment -> moment.present("message").isPresent())
                .extracting(Moment::windowStart)
                .containsExactly(START.plusSeconds(20));
        assertThat(embedded.refusedCount()).isZero();
    }

    @Test
    void aLabelBelongsToTheWindowOfItsEntityThatContainsItsTime() {
        Moment first = moment("a", 0);
        Moment second = moment("a", 10);
        var moments = new LabelledMoments(List.of(second, first, moment("b", 20)));

        assertThat(moments.of(label("a", 9))).contains(first);
        assertThat(moments.of(label("a", 10))).contains(second);
        assertThat(moments.of(label("a", 20))).isEmpty();
        assertThat(moments.of(label("c", 5))).isEmpty();
    }

    private static Moment moment(String entity, long second) {
        return new Moment(
                entity,
                START.plusSeconds(second),
                START.plusSeconds(second + 10),
                io.tributary.schemas.CloseReason.COMPLETE,
                START,
                List.of(new Moment.Absent("text")));
    }

    private static Label label(String entity, long second) {
        return new Label(entity, "task", START.plusSeconds(second), "any");
    }

    /** One reading a second, and a message in the third window. */
    private Path minuteOf(Bundle telemetry) throws Exception {
        List<String> channels = ((Preprocessing.Sensor) telemetry.preprocessing()).channels();
        Path recording = folder.resolve("minute");
        try (var writer = new RecordingWriter(
                recording, "minute", "", Map.of("telemetry", Kind.SENSOR, "message", Kind.TEXT), Map.of())) {
            for (int second = 0; second < 60; second++) {
                float[] values = new float[channels.size()];
                Arrays.fill(values, 1 + second % 7);
                var reading = new Payload.Reading(channels, 0, FloatVector.of(values), List.of(), 1f);
                writer.write(new Observation("r" + second, "pump", "telemetry", START.plusSeconds(second), reading));
                if (second == 25) {
                    var text = new Payload.Text("It hums a little.");
                    writer.write(new Observation("m", "pump", "message", START.plusSeconds(second), text));
                }
            }
        }
        return recording;
    }
}
