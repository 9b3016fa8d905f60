package io.tributary.app;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Payload;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A user's own samples to try a model on. */
final class SampleFile {
    private static final double RATE_HZ = 1;

    private SampleFile() {}

    /**
     * Texts, one a line; an image or a folder of images; or one reading as CSV, the channels' names first.
     *
     * @throws UserException if there is none of that
     */
    static List<Payload> read(Path file, Kind kind) {
        if (!Files.exists(file)) {
            throw new UserException("There is no " + file + ", which --samples names.");
        }
        try {
            List<Payload> payloads =
                    switch (kind) {
                        case TEXT -> texts(file);
                        case IMAGE -> images(file);
                        case SENSOR -> List.of(reading(file));
                    };
            if (payloads.isEmpty()) {
                throw new UserException(file + " has no samples of kind " + kind.lowerCase() + ".");
            }
            return payloads;
        } catch (CharacterCodingException e) {
            throw new UserException(file + " is not UTF-8 text, expected samples of kind " + kind.lowerCase() + ".");
        } catch (IOException e) {
            throw new UserException(file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static List<Payload> texts(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .<Payload>map(Payload.Text::new)
                .toList();
    }

    private static List<Payload> images(Path file) throws IOException {
        if (!Files.isDirectory(file)) {
            return List.of(new Payload.Image(Bytes.owning(Files.readAllBytes(file))));
        }
        try (Stream<Path> files = Files.list(file)) {
            List<Path> images = files.filter(SampleFile::isImage).sorted().toList();
            return Stream.concat(Stream.<Payload>empty(), images.stream().map(SampleFile::image))
                    .toList();
        }
    }

    private static boolean isImage(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|png)");
    }

    private static Payload image(Path file) {
        try {
            return new Payload.Image(Bytes.owning(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UserException(file + " cannot be read: " + e.getMessage() + ".");
        }
    }

    private static Payload reading(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.size() < 2) {
            throw new UserException(
                    file + " has " + lines.size() + " lines, expected the channels' names and rows of numbers.");
        }
        List<String> channels =
                Arrays.stream(lines.get(0).split(",")).map(String::trim).toList();
        float[] values = new float[(lines.size() - 1) * channels.size()];
        for (int row = 1; row < lines.size(); row++) {
            String[] cells = lines.get(row).split(",", -1);
            if (cells.length != channels.size()) {
                throw new UserException(file + " has " + cells.length + " values in line " + (row + 1) + ", expected "
                        + channels.size() + ".");
            }
            for (int i = 0; i < cells.length; i++) {
                values[(row - 1) * channels.size() + i] = number(file, row + 1, cells[i].trim());
            }
        }
        return Payload.Reading.series(channels, RATE_HZ, FloatVector.of(values));
    }

    /** An empty cell is a missing sample. */
    private static float number(Path file, int line, String cell) {
        try {
            return cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
        } catch (NumberFormatException e) {
            throw new UserException(file + " has '" + cell + "' in line " + line + ", expected a number.");
        }
    }
}
