package io.tributary.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second broker out of a data directory, in this process or another; the lock dies with its process.
 *
 * <p>Kafka's own lock comes too late for a node that is broker and controller at once: by then the controller has
 * already written to the metadata log that the first node owns.
 */
record DirectoryLock(FileChannel channel) implements AutoCloseable {
    private static final String FILE = "embedded-broker.lock";

    /** @throws IllegalStateException in words, if another broker has the directory or it cannot be written */
    static DirectoryLock of(Path directory) {
        FileChannel channel;
        try {
            Files.createDirectories(directory);
            channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "The embedded broker cannot write to " + directory + ", expected a directory of its own: " + e, e);
        }
        if (!isLocked(channel)) {
            close(channel);
            throw new IllegalStateException("The embedded broker cannot use " + directory
                    + ", which another one is using; stop that one, or name another directory");
        }
        return new DirectoryLock(channel);
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            close(channel);
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
