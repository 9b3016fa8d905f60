package io.tributary.sinks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.schemas.Decision;
import io.tributary.schemas.wire.DecisionJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Decisions as JSON, one a line, appended to a file and on disk before {@link #write} returns.
 *
 * <p>A decision that comes again after a crash is known from the end of the file: the last {@value #TAIL_BYTES} bytes are
 * read when it is opened, which is many times what can come again. A later revision is a further line with the same id. A
 * line that a crash cut off is removed.
 */
public final class JsonLinesSink implements Sink {
    static final int TAIL_BYTES = 16 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int REMEMBERED = 100_000;

    private final Path file;
    private final FileChannel channel;
    private final WrittenRevisions known = new WrittenRevisions(REMEMBERED);

    /**
     * Opens {@code file}, which is created with its folder where it does not exist.
     *
     * @throws UncheckedIOException if it cannot be opened, read or written
     */
    public JsonLinesSink(Path file) {
        this.file = file;
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            readTail();
        } catch (IOException e) {
            throw new UncheckedIOException("The JSON-lines file " + file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    @Override
    public String type() {
        return "json-lines";
    }

    @Override
    public void write(List<Decision> decisions) throws TargetUnavailableException {
        var lines = new StringBuilder();
        List<Decision> unknown = decisions.stream().filter(known::isUnknown).toList();
        unknown.forEach(decision -> lines.append(DecisionJson.write(decision)).append('\n'));
        append(lines.toString().getBytes(StandardCharsets.UTF_8));
        unknown.forEach(known::add);
    }

    private void append(byte[] content) throws TargetUnavailableException {
        if (content.length == 0) {
            return;
        }
        try {
            long before = channel.size();
            try {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                channel.position(before);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            throw new TargetUnavailableException(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void readTail() throws IOException {
        long size = channel.size();
        long from = Math.max(0, size - TAIL_BYTES);
        ByteBuffer tail = ByteBuffer.allocate((int) (size - from));
        while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
            // read on
        }
        String text = new String(tail.array(), 0, tail.position(), StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n') + 1;
        if (end < text.length()) {
            channel.truncate(from + end);
        }
        text.substring(0, end).lines().skip(from > 0 ? 1 : 0).forEach(this::remember);
    }

    /** Ids are ASCII, so that the rest of a line may be read in any superset of it. */
    private void remember(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            known.add(json.path("id").asText(), json.path("revision").asInt());
        } catch (JsonProcessingException e) {
            // A line that someone else wrote; it stays as it is.
        }
    }

    @Override
    public void close() {
        try (channel) {
            if (channel.isOpen()) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be closed: " + e.getMessage(), e);
        }
    }
}
