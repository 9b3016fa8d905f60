package io.tributary.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.schemas.Bound;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.wire.BoundJson;
import io.tributary.schemas.wire.ObservationJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Observations, and bounds, as JSON, one a line, such as from standard input; {@link ObservationJson} and {@link BoundJson}
 * have the fields, images are in base64. Empty lines are passed over.
 */
public final class JsonLinesSource {
    /** A line with the largest image in base64 and some more; a longer one is passed over and refused. */
    static final int MAX_LINE_BYTES = 12 << 20;

    /** Is told of each line that did not become an observation. */
    @FunctionalInterface
    public interface Reporter {
        /** @param line from 1 */
        void refused(long line, Refusal refusal);
    }

    /**
     * What became of the lines.
     *
     * @param lines lines that were not empty
     * @param refused lines now in the dead-letter topic
     */
    public record Summary(long lines, long sent, long refused) {}

    private final String name;
    private final InputStream in;
    private long lines;
    private long number;
    private long refused;

    /**
     * @param name stands for the topic in the source of dead letters, such as {@code stdin}; partition is -1 and offset the
     *     number of the line, from 1
     * @param in stays the caller's to close
     */
    public JsonLinesSource(String name, InputStream in) {
        this.name = name;
        this.in = new BufferedInputStream(in, 1 << 16);
    }

    /**
     * Sends every line until the end of the stream, then waits until Kafka has everything.
     *
     * @throws DeliveryFailedException if Kafka does not take the observations
     */
    public Summary sendAll(ObservationSender sender, Reporter reporter) throws IOException {
        for (Optional<byte[]> line = nextLine(); line.isPresent(); line = nextLine()) {
            number++;
            if (!new String(line.get(), StandardCharsets.UTF_8).isBlank()) {
                lines++;
                send(line.get(), sender).ifPresent(refusal -> {
                    refused++;
                    reporter.refused(number, refusal);
                });
            }
        }
        sender.flush();
        return new Summary(lines, lines - refused, refused);
    }

    private Optional<Refusal> send(byte[] line, ObservationSender sender) {
        try {
            if (line.length > MAX_LINE_BYTES) {
                throw new RefusedException(
                        Refusal.Cause.INVALID_FIELD,
                        "line",
                        "the line has over " + MAX_LINE_BYTES + " bytes; send a smaller payload");
            }
            JsonNode json = ObservationJson.parse(line);
            return BoundJson.isMeant(json)
                    ? sendBound(BoundJson.read(json), line, sender)
                    : sender.sendOrDeadLetter(ObservationJson.read(json, ObservationJson.BASE64));
        } catch (RefusedException e) {
            sender.deadLetter(new DeadLetter(
                    ObservationSender.STAGE, e.refusal(), new SourceOffset(name, -1, number), null, line));
            return Optional.of(e.refusal());
        }
    }

    private Optional<Refusal> sendBound(Bound bound, byte[] line, ObservationSender sender) throws RefusedException {
        Optional<Refusal> refusal = sender.send(bound);
        refusal.ifPresent(why -> sender.deadLetter(
                new DeadLetter(ObservationSender.STAGE, why, new SourceOffset(name, -1, number), null, line)));
        return refusal;
    }

    /** The next line without its end; of one that is too long, just enough to tell. */
    private Optional<byte[]> nextLine() throws IOException {
        var line = new ByteArrayOutputStream(256);
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0 && next != '\n') {
            if (line.size() <= MAX_LINE_BYTES) {
                line.write(next);
            }
            next = in.read();
        }
        return Optional.of(line.toByteArray());
    }
}
