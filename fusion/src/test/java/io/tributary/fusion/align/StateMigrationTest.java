package io.tributary.fusion.align;

import static io.tributary.fusion.Embeddings.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Windowing;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an earlier version, or another pipeline file, has left in the store. */
final class StateMigrationTest {
    private static final List<String> MODALITIES = List.of("message", "camera");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final MemoryMomentStore store = new MemoryMomentStore();
    /** A new one goes on where it was. */
    private @Nullable Aligner last;

    private Aligner aligner(Windowing window) {
        var closing = new Closing(
                Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(10), List.of(), Duration.ZERO, 100, 100);
        if (last != null) {
            last.prepareCommit();
        }
        last = new Aligner(MODALITIES, new Alignment(window, closing, Map.of(), Map.of(), false), store, NOW);
        return last;
    }

    private static Windowing tumbling(long seconds) {
        return new Windowing.Tumbling(Duration.ofSeconds(seconds));
    }

    private static List<Moment> pass(Aligner aligner, double seconds) {
        List<Moment> moments = new ArrayList<>();
        for (String modality : MODALITIES) {
            moments.addAll(aligner.add(Embeddings.of("pass-" + modality, "other", modality, seconds), NOW)
                    .moments());
        }
        return moments;
    }

    /** Written here byte by byte, so that it stays what version 1 wrote. */
    private static byte[] version1Key(int kind, String entity, double start, double end, String... more)
            throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeByte(kind);
        out.writeLong(at(end).toEpochMilli() ^ Long.MIN_VALUE);
        writeText(out, entity);
        out.writeLong(at(start).toEpochMilli() ^ Long.MIN_VALUE);
        if (more.length > 0) {
            writeText(out, more[0]);
            out.writeLong(at(Double.parseDouble(more[1])).toEpochMilli() ^ Long.MIN_VALUE);
            writeText(out, more[2]);
        }
        return bytes.toByteArray();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.write(new byte[] {0, 1});
    }

    private void version1Embedding(String entity, String modality, double seconds) throws IOException {
        double start = Math.floor(seconds / 10) * 10;
        Embedding embedding = Embeddings.of(entity + "@" + seconds, entity, modality, seconds);
        store.put(
                version1Key(1, entity, start, start + 10, modality, Double.toString(seconds), embedding.id()),
                StoredEmbedding.encode(embedding, NOW.toEpochMilli()));
    }

    @Test
    void windowsThatVersion1LeftOpenGoOn() throws IOException {
        version1Embedding("door", "message", 1);
        version1Embedding("door", "camera", 2);
        version1Embedding("gate", "camera", 12);

        Aligner aligner = aligner(tumbling(10));

        assertThat(aligner.openWindows()).isEqualTo(2);
        List<Moment> moments = pass(aligner, 1000);
        assertThat(moments).extracting(Moment::entity).containsExactly("door", "gate");
        assertThat(moments.get(0).present("message").orElseThrow().observations())
                .containsExactly("door@1.0");
        assertThat(moments.get(0).present("camera").orElseThrow().observations())
                .containsExactly("door@2.0");
    }

    @Test
    void windowsThatVersion1DecidedStayDecided() throws IOException {
        byte[] reason = ClosedMarker.encode(CloseReason.TIMEOUT);
        byte[] times = new EventTime(MODALITIES, 10_000, 0).encode();
        byte[] marker = ByteBuffer.allocate(reason.length + times.length)
                .put(reason)
                .put(times)
                .array();
        store.put(version1Key(2, "door", 0, 10), marker);

        Aligned aligned = aligner(tumbling(10)).add(Embeddings.of("a", "door", "message", 5), NOW);

        assertThat(aligned.late()).map(Late::closedBy).contains(CloseReason.TIMEOUT);
    }

    @Test
    void whatWaitsIsAlignedByTheNewWindowsWhenThePipelineChanges() {
        Aligner before = aligner(tumbling(10));
        before.add(Embeddings.of("a", "door", "message", 1), NOW);
        before.add(Embeddings.of("b", "door", "message", 8), NOW);

        List<Moment> moments = pass(aligner(tumbling(5)), 1000);

        assertThat(moments).extracting(Moment::windowStart).containsExactly(at(0), at(5));
        assertThat(moments).extracting(Moment::windowEnd).containsExactly(at(5), at(10));
    }

    @Test
    void tumblingWindowsBecomeSessions() {
        Aligner before = aligner(tumbling(10));
        before.add(Embeddings.of("a", "door", "message", 8), NOW);
        before.add(Embeddings.of("b", "door", "camera", 12), NOW);

        List<Moment> moments = pass(aligner(new Windowing.Session(Duration.ofSeconds(10))), 1000);

        assertThat(moments).hasSize(1);
        assertThat(moments.get(0).windowStart()).isEqualTo(at(8));
        assertThat(moments.get(0).windowEnd()).isEqualTo(at(22));
    }
}
