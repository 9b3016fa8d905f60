package io.tributary.fusion.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A thousand windows that one embedding closes, of which a hundred are decided at a time. */
final class ManyWindowsAtOnceTest {
    private static final List<String> MODALITIES = List.of("text", "sensor");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int WINDOWS = 1000;
    private static final int AT_ONCE = 100;
    private static final double CLOSING = 60;
    private static final List<String> ENTITIES =
            IntStream.range(0, WINDOWS).mapToObj("door-%03d"::formatted).toList();

    private final UnsavedChanges store = new UnsavedChanges(new MemoryMomentStore(), true);
    private final List<Moment> moments = new ArrayList<>();
    private Aligner aligner;

    static List<Windowing> windowings() {
        return List.of(
                new Windowing.Tumbling(Duration.ofSeconds(10)),
                new Windowing.Hopping(Duration.ofSeconds(10), Duration.ofSeconds(5)),
                new Windowing.Session(Duration.ofSeconds(10)),
                new Windowing.Anchored("text", Duration.ofSeconds(5), Duration.ofSeconds(2)));
    }

    private void start(Windowing windowing) {
        var closing = new Closing(
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                List.of(),
                Duration.ZERO,
                100_000,
                10);
        var alignment = new Alignment(windowing, closing, Map.of(), Map.of(), false);
        aligner = new Aligner(MODALITIES, alignment, store, NOW, new Allowance(1, AT_ONCE, 10_000));
    }

    private void commit() {
        aligner.prepareCommit();
        store.save();
    }

    private Aligned add(String entity, String modality, double seconds) {
        Aligned aligned = aligner.add(Embeddings.of(modality + seconds, entity, modality, seconds), NOW);
        moments.addAll(aligned.moments());
        return aligned;
    }

    private void closeAll() {
        ENTITIES.forEach(entity -> add(entity, "text", 3));
        commit();
        add("other", "text", CLOSING);
        add("other", "sensor", CLOSING);
    }

    private List<String> decided() {
        return moments.stream()
                .filter(moment -> !moment.entity().equals("other"))
                .map(moment -> moment.entity() + moment.windowStart())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("windowings")
    void someAreDecidedAtATimeAndAfterARestartTheOthers(Windowing windowing) {
        // Given
        start(windowing);
        closeAll();
        List<String> first = decided();
        int open = aligner.openWindows();
        // When
        for (int tick = 0; aligner.openWindows() > openOfOther(windowing) && tick < WINDOWS; tick++) {
            commit();
            if (tick % 3 == 0) {
                start(windowing);
            }
            moments.addAll(aligner.tick(NOW));
        }
        // Then
        assertThat(first).hasSizeBetween(1, 2 * AT_ONCE);
        assertThat(open).isGreaterThan(WINDOWS / 2);
        assertThat(decided()).doesNotHaveDuplicates().hasSize(open - openOfOther(windowing) + first.size());
        assertThat(moments.stream().map(Moment::entity)).containsAll(ENTITIES);
        assertThat(moments).extracting(Moment::closedBy).containsOnly(CloseReason.GRACE);
        assertThat(moments.stream().map(Moment::triggeredAt).distinct()).hasSize(1);
    }

    private static int openOfOther(Windowing windowing) {
        return windowing instanceof Windowing.Hopping ? 2 : 1;
    }

    @ParameterizedTest
    @MethodSource("windowings")
    void anEntityThatSomethingComesForIsDecidedBeforeItsTurnAndWhatComesIsLate(Windowing windowing) {
        // Given
        start(windowing);
        closeAll();
        String last = Collections.max(ENTITIES);
        moments.clear();
        // When
        Aligned aligned = add(last, "sensor", 3);
        // Then
        assertThat(moments).extracting(Moment::entity).contains(last);
        assertThat(aligned.late()).hasValueSatisfying(late -> {
            assertThat(late.closedBy()).isEqualTo(CloseReason.GRACE);
            assertThat(late.missed()).isEqualTo(late.windows());
        });
        assertThat(aligner.openWindows()).isGreaterThan(WINDOWS / 2);
    }
}
