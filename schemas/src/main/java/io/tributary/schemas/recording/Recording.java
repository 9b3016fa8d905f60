package io.tributary.schemas.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.ObservationJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A folder of observations in the order of their arrival, and of labels; {@code docs/recordings.md} has the format.
 *
 * <p>Observations are read one at a time: a recording need not fit into memory.
 */
public final class Recording implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String HEADER = "recording.json";

    private final Path folder;
    private final JsonNode header;
    private final @Nullable ZipFile images;

    private Recording(Path folder, JsonNode header, @Nullable ZipFile images) {
        this.folder = folder.toAbsolutePath().normalize();
        this.header = header;
        this.images = images;
    }

    /** @throws InvalidRecordingException if there is no readable recording in {@code folder} */
    public static Recording open(Path folder) {
        Path file = folder.resolve(HEADER);
        if (!Files.isRegularFile(file)) {
            throw new InvalidRecordingException("There is no recording in " + folder
                    + ": expected a folder with recording.json and events.jsonl.gz");
        }
        try {
            JsonNode header = JSON.readTree(Files.readAllBytes(file));
            Path zip = folder.resolve("images.zip");
            return new Recording(folder, header, Files.isRegularFile(zip) ? new ZipFile(zip.toFile()) : null);
        } catch (IOException e) {
            throw new InvalidRecordingException(file + " cannot be read: " + e.getMessage());
        }
    }

    /** The recording's name, such as {@code actions/train}; its first part names the pipeline file. */
    public String name() {
        return header.path("name").asText(String.valueOf(folder.getFileName()));
    }

    public String about() {
        return header.path("about").asText("");
    }

    /** How many observations its header says there are; 0 when it does not say. */
    public long eventCount() {
        return header.path("events").asLong(0);
    }

    public Map<String, Kind> modalities() {
        Map<String, Kind> modalities = new LinkedHashMap<>();
        header.path("modalities")
                .properties()
                .forEach(e ->
                        modalities.put(e.getKey(), kind(e.getKey(), e.getValue().asText())));
        return modalities;
    }

    private Kind kind(String modality, String name) {
        try {
            return Kind.named(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidRecordingException(
                    folder.resolve(HEADER) + ": modality " + modality + ": " + e.getMessage());
        }
    }

    /** Classes by task, in the order of {@code recording.json}. */
    public Map<String, List<String>> tasks() {
        Map<String, List<String>> tasks = new LinkedHashMap<>();
        header.path("tasks").properties().forEach(e -> {
            List<String> classes = new ArrayList<>();
            e.getValue().forEach(name -> classes.add(name.asText()));
            tasks.put(e.getKey(), classes);
        });
        return tasks;
    }

    /** What is done with each line; may throw to stop. */
    @FunctionalInterface
    public interface Visitor<T> {
        void visit(T value) throws InterruptedException;
    }

    /**
     * Visits every observation in the order of arrival.
     *
     * @throws InvalidRecordingException naming the line that is not an observation
     */
    public void forEachObservation(Visitor<Observation> visitor) throws InterruptedException {
        forEachLine("events.jsonl", (json, place) -> {
            try {
                visitor.visit(ObservationJson.read(json, this::image));
            } catch (RefusedException e) {
                throw new InvalidRecordingException(place + ": " + e.getMessage());
            }
        });
    }

    /** Every label; empty when the recording has none. */
    public List<Label> labels() {
        List<Label> labels = new ArrayList<>();
        if (!Files.exists(folder.resolve("labels.jsonl")) && !Files.exists(folder.resolve("labels.jsonl.gz"))) {
            return labels;
        }
        try {
            forEachLine("labels.jsonl", (json, place) -> labels.add(label(json, place)));
        } catch (InterruptedException e) {
            throw new IllegalStateException("collecting labels does not wait", e);
        }
        return labels;
    }

    private static Label label(JsonNode json, String place) {
        for (String field : List.of("entity", "task", "at", "label")) {
            if (!json.path(field).isTextual()) {
                throw new InvalidRecordingException(place + ": a label's " + field
                        + " is missing or not a text, expected entity, task, at and label");
            }
        }
        try {
            return new Label(
                    json.path("entity").asText(),
                    json.path("task").asText(),
                    Instant.parse(json.path("at").asText()),
                    json.path("label").asText());
        } catch (DateTimeParseException e) {
            throw new InvalidRecordingException(place + ": at is '"
                    + json.path("at").asText() + "', expected ISO-8601 in UTC such as 2026-01-01T00:00:00.000Z");
        }
    }

    private Bytes image(String name) throws IOException {
        if (images != null) {
            ZipEntry entry = images.getEntry(name);
            if (entry != null) {
                try (InputStream in = images.getInputStream(entry)) {
                    return Bytes.owning(in.readAllBytes());
                }
            }
        }
        Path file = folder.resolve(name).normalize();
        if (!file.startsWith(folder)) {
            throw new IOException("the image '" + name + "' lies outside the recording");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException("neither images.zip nor the folder has the image '" + name + "'");
        }
        return Bytes.owning(Files.readAllBytes(file));
    }

    @FunctionalInterface
    private interface LineVisitor {
        void visit(JsonNode json, String place) throws InterruptedException;
    }

    private void forEachLine(String name, LineVisitor visitor) throws InterruptedException {
        Path file = folder.resolve(name);
        boolean compressed = !Files.exists(file);
        if (compressed) {
            file = folder.resolve(name + ".gz");
        }
        if (!Files.exists(file)) {
            throw new InvalidRecordingException(
                    "The recording in " + folder + " has neither " + name + " nor " + name + ".gz");
        }
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = compressed ? new GZIPInputStream(raw, 1 << 16) : raw;
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    visitor.visit(parse(line, file + ":" + number), file + ":" + number);
                }
            }
        } catch (IOException e) {
            throw new InvalidRecordingException(file + " cannot be read: " + e.getMessage());
        }
    }

    private static JsonNode parse(String line, String place) {
        try {
            return JSON.readTree(line);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new InvalidRecordingException(place + " is not JSON: " + e.getOriginalMessage());
        }
    }

    @Override
    public void close() throws IOException {
        if (images != null) {
            images.close();
        }
    }
}
