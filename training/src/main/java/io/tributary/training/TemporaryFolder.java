package io.tributary.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder that is there until it is closed, with all that was written into it. */
record TemporaryFolder(Path path) implements AutoCloseable {
    /** @throws UncheckedIOException if the system has no place for it */
    TemporaryFolder(String prefix) {
        this(created(prefix));
    }

    private static Path created(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException("There is no temporary folder for heads", e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The temporary folder " + path + " cannot be deleted", e);
        }
    }
}
