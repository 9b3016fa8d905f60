package io.tributary.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.schemas.FloatVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Folders as they lie on the hub, with PyTorch's own answers; made by training/encoders/huggingface_examples.py. */
public final class HuggingFaceExamples {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HuggingFaceExamples() {}

    /** A text, the ids that it must be tokenized into and the vector that PyTorch makes of them. */
    public record ExpectedText(String text, List<Long> ids, FloatVector embedding) {
        @Override
        public String toString() {
            return text;
        }
    }

    public static Path folder(String name) {
        return Path.of("src", "test", "resources", "huggingface", name).toAbsolutePath();
    }

    public static JsonNode expected(String name) {
        try {
            return JSON.readTree(Files.readString(folder(name).resolve("expected.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<ExpectedText> texts(String name) {
        List<ExpectedText> texts = new ArrayList<>();
        for (JsonNode row : expected(name).path("texts")) {
            List<Long> ids = new ArrayList<>();
            row.path("ids").forEach(id -> ids.add(id.asLong()));
            texts.add(new ExpectedText(row.path("text").asText(), ids, vector(row.path("embedding"))));
        }
        return texts;
    }

    /** A picture, and what Pillow and PyTorch make of it. */
    public record ExpectedImage(String picture, JsonNode row) {
        /** uint8 {@code [height, width, 3]}, red first. */
        public byte[] pixels() {
            try {
                return row.path("pixels").binaryValue();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public FloatVector embedding() {
            return vector(row.path("embedding"));
        }

        @Override
        public String toString() {
            return picture;
        }
    }

    public static List<ExpectedImage> images(String name) {
        List<ExpectedImage> images = new ArrayList<>();
        expected(name)
                .path("images")
                .forEach(row -> images.add(new ExpectedImage(row.path("picture").asText(), row)));
        return images;
    }

    public static byte[] picture(String name) {
        try {
            return Files.readAllBytes(folder("pictures").resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static FloatVector vector(JsonNode node) {
        float[] values = new float[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).floatValue();
        }
        return FloatVector.of(values);
    }

    /** A copy that a test may damage, folders within it included. */
    public static Path copy(String name, Path target) {
        Path source = folder(name);
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path place = target.resolve(source.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(place);
                } else {
                    Files.copy(file, place);
                }
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
