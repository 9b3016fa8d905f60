package io.tributary.training;

import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.recording.Label;
import io.tributary.schemas.recording.RecordingWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A recording of short texts, one a second, each about an entity of its own, alternately glad and sad. */
final class WrittenRecording {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final List<String> CLASSES = List.of("negative", "positive");
    private static final List<String> SUBJECTS =
            List.of("film", "coffee", "phone", "song", "match", "train", "hotel", "game", "book", "dinner");
    private static final List<String> GLAD = List.of("wonderful", "great", "lovely", "excellent", "the best");
    private static final List<String> SAD = List.of("terrible", "awful", "boring", "horrible", "the worst");

    private WrittenRecording() {}

    static Path of(Path folder, String name, int texts) throws IOException {
        try (var writer = new RecordingWriter(
                folder, name, "short texts", Map.of("text", Kind.TEXT), Map.of("sentiment", CLASSES))) {
            for (int i = 0; i < texts; i++) {
                String label = CLASSES.get(i % 2);
                writer.write(text(name, i, "This " + SUBJECTS.get(i % 10) + " is " + mood(i) + "!"));
                writer.write(new Label(name + "-" + i, "sentiment", START.plusSeconds(i), label));
            }
        }
        return folder;
    }

    static Observation text(String name, int number, String text) {
        String entity = name + "-" + number;
        return new Observation(
                entity + "/text", entity, "text", START.plusSeconds(number).plusMillis(300), new Payload.Text(text));
    }

    private static String mood(int number) {
        return (number % 2 == 1 ? GLAD : SAD).get(number / 10 % 5);
    }
}
