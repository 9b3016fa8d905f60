package io.tributary.schemas.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.250Z");
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8};

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadInTheOrderOfArrival() throws Exception {
        write(folder);
        try (Recording recording = Recording.open(folder)) {
            assertThat(recording.name()).isEqualTo("plant/test");
            assertThat(recording.about()).isEqualTo("A test.");
            assertThat(recording.eventCount()).isEqualTo(4);
            assertThat(recording.modalities())
                    .containsExactly(
                            Map.entry("message", Kind.TEXT),
                            Map.entry("camera", Kind.IMAGE),
                            Map.entry("telemetry", Kind.SENSOR));
            assertThat(recording.tasks()).containsExactly(Map.entry("anomaly", List.of("normal", "anomalous")));
            assertThat(observations(recording)).isEqualTo(observations());
            assertThat(recording.labels()).containsExactly(new Label("m1", "anomaly", AT, "normal"));
        }
    }

    @Test
    void theSameCallsWriteTheSameBytes() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        write(first);
        write(second);
        for (String file : List.of("recording.json", "events.jsonl.gz", "labels.jsonl.gz", "images.zip")) {
            assertThat(second.resolve(file)).hasSameBinaryContentAs(first.resolve(file));
        }
    }

    @Test
    void plainFilesAreReadToo() throws Exception {
        plain(
                """
                {"id":"1","entity":"m1","modality":"camera","at":"2026-01-01T00:00:00Z","image":"pictures/1.png"}

                {"id":"2","entity":"m1","modality":"message","at":"2026-01-01T00:00:00Z","text":"hello"}
                """);
        Files.createDirectories(folder.resolve("pictures"));
        Files.write(folder.resolve("pictures/1.png"), PNG);
        try (Recording recording = Recording.open(folder)) {
            assertThat(observations(recording))
                    .extracting(Observation::payload)
                    .containsExactly(new Payload.Image(Bytes.owning(PNG)), new Payload.Text("hello"));
            assertThat(recording.labels()).isEmpty();
        }
    }

    @Test
    void aLineThatIsNoObservationIsNamed() throws Exception {
        plain(
                """
                {"id":"2","entity":"m1","modality":"message","at":"2026-01-01T00:00:00Z","text":"hello"}
                {"id":"3","entity":"m1","modality":"message","at":"2026-01-01T00:00:00Z"}
                """);
        assertRefused("events.jsonl:2", "payload is missing");
        plain("{\"id\"");
        assertRefused("events.jsonl:1", "not JSON");
    }

    @Test
    void anImageThatIsNotThereOrOutsideIsNamed() throws Exception {
        String event =
                "{\"id\":\"1\",\"entity\":\"m1\",\"modality\":\"c\",\"at\":\"2026-01-01T00:00:00Z\",\"image\":\"%s\"}";
        plain(event.formatted("7.png"));
        assertRefused("events.jsonl:1", "neither images.zip nor the folder has the image '7.png'");
        plain(event.formatted("../../etc/passwd"));
        assertRefused("events.jsonl:1", "lies outside the recording");
        plain(event.formatted("/etc/passwd"));
        assertRefused("events.jsonl:1", "lies outside the recording");
    }

    @Test
    void aLabelThatIsIncompleteIsNamed() throws Exception {
        plain("");
        Files.writeString(folder.resolve("labels.jsonl"), "{\"entity\":\"m1\",\"task\":\"t\",\"label\":\"l\"}");
        assertLabelsRefused("labels.jsonl:1", "at is missing");
        Files.writeString(
                folder.resolve("labels.jsonl"), "{\"entity\":\"m1\",\"task\":\"t\",\"at\":\"soon\",\"label\":\"l\"}");
        assertLabelsRefused("labels.jsonl:1", "at is 'soon', expected ISO-8601");
    }

    @Test
    void aKindThatIsNoneIsNamed() throws Exception {
        Files.writeString(folder.resolve("recording.json"), "{\"modalities\":{\"m\":\"smell\"}}");
        try (Recording recording = Recording.open(folder)) {
            assertThatThrownBy(recording::modalities)
                    .isInstanceOf(InvalidRecordingException.class)
                    .hasMessageContaining("modality m: kind is 'smell', expected text, image or sensor");
        }
    }

    @Test
    void aFolderWithoutARecordingIsNamed() throws Exception {
        assertThatThrownBy(() -> Recording.open(folder))
                .isInstanceOf(InvalidRecordingException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("recording.json");
        Files.writeString(folder.resolve("recording.json"), "{}");
        assertRefused("has neither events.jsonl nor events.jsonl.gz");
        Files.writeString(folder.resolve("events.jsonl.gz"), "not compressed");
        assertRefused("events.jsonl.gz cannot be read");
    }

    private static void write(Path folder) throws IOException {
        Map<String, Kind> modalities = new LinkedHashMap<>();
        modalities.put("message", Kind.TEXT);
        modalities.put("camera", Kind.IMAGE);
        modalities.put("telemetry", Kind.SENSOR);
        var tasks = Map.of("anomaly", List.of("normal", "anomalous"));
        try (var writer = new RecordingWriter(folder, "plant/test", "A test.", modalities, tasks)) {
            for (Observation observation : observations()) {
                writer.write(observation);
            }
            writer.write(new Label("m1", "anomaly", AT, "normal"));
        }
    }

    private static List<Observation> observations() {
        return List.of(
                new Observation("1", "m1", "message", AT.plusSeconds(3), new Payload.Text("it hums")),
                new Observation("2", "m1", "camera", AT, new Payload.Image(Bytes.owning(PNG))),
                new Observation("2", "m1", "camera", AT, new Payload.Image(Bytes.owning(JPEG))),
                new Observation(
                        "3",
                        "m1",
                        "telemetry",
                        AT,
                        Payload.Reading.series(List.of("a", "b"), 10, FloatVector.of(1, Float.NaN, 3, 4))));
    }

    private void plain(String events) throws IOException {
        Files.writeString(folder.resolve("recording.json"), "{}");
        Files.writeString(folder.resolve("events.jsonl"), events);
    }

    private void assertRefused(String... words) throws IOException {
        try (Recording recording = Recording.open(folder)) {
            assertThatThrownBy(() -> observations(recording))
                    .isInstanceOf(InvalidRecordingException.class)
                    .message()
                    .contains(words);
        }
    }

    private void assertLabelsRefused(String... words) throws IOException {
        try (Recording recording = Recording.open(folder)) {
            assertThatThrownBy(recording::labels)
                    .isInstanceOf(InvalidRecordingException.class)
                    .message()
                    .contains(words);
        }
    }

    private static List<Observation> observations(Recording recording) throws InterruptedException {
        List<Observation> observations = new ArrayList<>();
        recording.forEachObservation(observations::add);
        return observations;
    }
}
