package io.tributary.schemas.recording;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.wire.ObservationJson;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a recording; the same calls write the same bytes. Observations are written in the order of their arrival, which
 * is the order of the calls.
 */
public final class RecordingWriter implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final ObjectNode header;
    private final Writer events;
    private final Writer labels;
    private final ZipOutputStream images;
    private long eventCount;
    private long labelCount;
    private long imageCount;

    /** Creates {@code folder} where it does not exist, and replaces the recording in it where it does. */
    public RecordingWriter(
            Path folder, String name, String about, Map<String, Kind> modalities, Map<String, List<String>> tasks)
            throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        header = JSON.createObjectNode();
        header.put("name", name);
        ObjectNode kinds = header.putObject("modalities");
        modalities.forEach((modality, kind) -> kinds.put(modality, kind.lowerCase()));
        ObjectNode classes = header.putObject("tasks");
        tasks.forEach((task, names) -> names.forEach(classes.withArray("/" + task)::add));
        header.put("about", about);
        events = compressed("events.jsonl.gz");
        labels = compressed("labels.jsonl.gz");
        images = new ZipOutputStream(Files.newOutputStream(folder.resolve("images.zip")));
    }

    public void write(Observation observation) throws IOException {
        ObjectNode json = ObservationJson.write(observation);
        if (observation.payload() instanceof Payload.Image image) {
            // Stored under a number of its own: two observations with one id may carry different images.
            String entry = "%06d.%s".formatted(imageCount++, extension(image.content()));
            store(entry, image.content().toArray());
            json.put("image", entry);
        }
        events.append(json.toString()).append('\n');
        eventCount++;
    }

    public void write(Label label) throws IOException {
        labels.append(JSON.createObjectNode()
                        .put("entity", label.entity())
                        .put("task", label.task())
                        .put("at", label.at().toString())
                        .put("label", label.label())
                        .toString())
                .append('\n');
        labelCount++;
    }

    @Override
    public void close() throws IOException {
        events.close();
        labels.close();
        images.close();
        if (imageCount == 0) {
            Files.delete(folder.resolve("images.zip"));
        }
        header.put("events", eventCount);
        header.put("labels", labelCount);
        Files.writeString(
                folder.resolve("recording.json"),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(header) + "\n");
    }

    private void store(String name, byte[] content) throws IOException {
        var crc = new CRC32();
        crc.update(content);
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(java.time.LocalDateTime.of(2026, 1, 1, 0, 0));
        images.putNextEntry(entry);
        images.write(content);
        images.closeEntry();
    }

    private static String extension(Bytes content) {
        return content.length() > 0 && (content.toArray()[0] & 0xFF) == 0xFF ? "jpg" : "png";
    }

    private Writer compressed(String name) throws IOException {
        return new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(folder.resolve(name))), StandardCharsets.UTF_8));
    }
}
