package io.tributary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Directories that go, with what is in them, when this is closed. */
final class TemporaryDirectories implements AutoCloseable {
    private final List<Path> directories = new CopyOnWriteArrayList<>();

    Path create() {
        try {
            Path directory = Files.createTempDirectory("tributary-test");
            directories.add(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        directories.forEach(TemporaryDirectories::delete);
    }

    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            // The longest paths first: a directory must be empty before it can go.
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            // Its owner removed it: that is what was wanted.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
