package io.tributary.fusion.align;

import static io.tributary.fusion.Embeddings.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Match;
import io.tributary.schemas.pipeline.Missing;
import io.tributary.schemas.pipeline.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an entity and a partition may hold; of messages and of a camera, which anchors windows of 5 s before and 2 s after. */
final class CapacityTest {
    private static final List<String> MODALITIES = List.of("message", "camera");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Windowing TUMBLING = new Windowing.Tumbling(Duration.ofSeconds(10));
    private static final Windowing ANCHORED =
            new Windowing.Anchored("camera", Duration.ofSeconds(5), Duration.ofSeconds(2));
    private static final long IN_MEMORY = Long.MAX_VALUE;

    private final ReadsCounted store = new ReadsCounted();
    private final List<Moment> moments = new ArrayList<>();
    private List<String> complete = List.of();
    private Map<String, Missing> missing = Map.of();
    private int maxOpen = 1000;

    /** Counts the ranges that are read. */
    private static final class ReadsCounted extends MemoryMomentStore {
        private int scans;

        @Override
        public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
            scans++;
            super.scan(from, to, visitor);
        }
    }

    private Aligner aligner(Windowing window, int maxObservations, long memory) {
        var closing = new Closing(
                Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                complete,
                Duration.ZERO,
                maxOpen,
                maxObservations);
        var alignment = new Alignment(window, closing, Map.of("message", Match.ALL), missing, false);
        return new Aligner(MODALITIES, alignment, store, NOW, Allowance.undelayed(memory));
    }

    private Aligner aligner(Windowing window, int maxObservations) {
        return aligner(window, maxObservations, IN_MEMORY);
    }

    private void add(Aligner aligner, String entity, String modality, double... seconds) {
        for (double second : seconds) {
            var embedding = Embeddings.of(modality + "@" + second, entity, modality, second);
            moments.addAll(aligner.add(embedding, NOW).moments());
        }
    }

    private void messages(Aligner aligner, double... seconds) {
        add(aligner, "door", "message", seconds);
    }

    private void camera(Aligner aligner, double... seconds) {
        add(aligner, "door", "camera", seconds);
    }

    private List<List<String>> observed(String modality) {
        return moments.stream()
                .map(moment -> moment.present(modality)
                        .map(Moment.Present::observations)
                        .orElse(List.of()))
                .toList();
    }

    @Test
    void anEntityThatHoldsTooMuchGivesUpTheWindowThatEndsFirst() {
        Aligner aligner = aligner(TUMBLING, 3);

        messages(aligner, 11, 1, 2, 1);
        assertThat(moments).isEmpty();
        messages(aligner, 12);

        assertThat(moments).singleElement().satisfies(moment -> {
            assertThat(moment.windowEnd()).isEqualTo(at(10));
            assertThat(moment.closedBy()).isEqualTo(CloseReason.CAPACITY);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, IN_MEMORY})
    void whatOnlyDecidedAnchorsHadIsNotHeldAnyMore(long memory) {
        // Given
        complete = MODALITIES;
        Aligner aligner = aligner(ANCHORED, 3, memory);
        messages(aligner, 1, 2, 3);
        camera(aligner, 4);
        assertThat(moments).hasSize(1);
        moments.clear();
        // When
        camera(aligner, 9);
        // Then
        assertThat(moments).isEmpty();
        assertThat(aligner.openWindows()).isOne();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, IN_MEMORY})
    void whatSeveralOpenAnchorsHaveIsHeldOnce(long memory) {
        Aligner aligner = aligner(ANCHORED, 5, memory);

        messages(aligner, 1, 2);
        camera(aligner, 4, 3, 5);
        assertThat(moments).isEmpty();
        messages(aligner, 2);
        assertThat(moments).isEmpty();
        messages(aligner, 1.5);

        assertThat(moments).singleElement().satisfies(moment -> {
            assertThat(moment.windowEnd()).isEqualTo(at(5.001));
            assertThat(moment.closedBy()).isEqualTo(CloseReason.CAPACITY);
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, IN_MEMORY})
    void ofWhatWaitsForAnchorsTheNewestStays(long memory) {
        Aligner aligner = aligner(ANCHORED, 4, memory);

        messages(aligner, 4, 1, 3, 2, 4);
        assertThat(aligner.forgotten()).isZero();
        messages(aligner, 5);
        assertThat(aligner.forgotten()).isEqualTo(3);
        camera(aligner, 5);
        moments.addAll(aligner.closeAll(NOW));

        assertThat(observed("message")).containsExactly(List.of("message@4.0", "message@5.0"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, IN_MEMORY})
    void anEntityThatNoAnchorEverComesForStaysBounded(long memory) {
        Aligner aligner = aligner(ANCHORED, 10, memory);

        int most = 0;
        for (int second = 0; second < 1000; second++) {
            messages(aligner, second);
            most = Math.max(most, store.size());
        }

        assertThat(most).isEqualTo(10);
        assertThat(aligner.forgotten()).isEqualTo(1000 - store.size());
        // Half of what is allowed goes at a time, so that it is seldom looked which are the oldest.
        assertThat(store.scans).isLessThan(1000);
    }

    @Test
    void aRestartKnowsWhatAnEntityHolds() {
        // Given
        Aligner before = aligner(ANCHORED, 4);
        messages(before, 1, 2, 20, 21);
        camera(before, 3, 4);
        // When
        before.prepareCommit();
        Aligner after = aligner(ANCHORED, 4);
        // Then
        messages(after, 22, 23);
        assertThat(after.forgotten()).isZero();
        messages(after, 24);
        assertThat(after.forgotten()).isEqualTo(3);
        assertThat(moments).isEmpty();
        messages(after, 2.5);
        assertThat(moments).extracting(Moment::windowEnd).containsExactly(at(5.001));
    }

    @Test
    void whatIsForgottenIsNotReusedEither() {
        missing = Map.of("message", new Missing.ReuseLast(Duration.ofSeconds(60)));
        Aligner aligner = aligner(ANCHORED, 2);

        messages(aligner, 1, 2, 30);
        camera(aligner, 10, 40);
        moments.addAll(aligner.closeAll(NOW));

        assertThat(observed("message")).containsExactly(List.of(), List.of("message@30.0"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, IN_MEMORY})
    void theAnchorsOwnObservationGoesWithItsMoment(long memory) {
        Aligner aligner = aligner(ANCHORED, 1000, memory);
        camera(aligner, 6);

        aligner.closeAll(NOW);

        // That it was decided.
        assertThat(store.size()).isOne();
    }

    @Test
    void aRepetitionIsNotCountedAndNothingIsReadToKnow() {
        // Given
        Aligner aligner = aligner(TUMBLING, 3, 0);
        messages(aligner, 1, 2, 3, 1);
        int scans = store.scans;
        // When
        for (int i = 0; i < 100; i++) {
            messages(aligner, 1, 2, 3);
        }
        // Then
        assertThat(moments).isEmpty();
        assertThat(store.scans).isEqualTo(scans);
        messages(aligner, 4);
        assertThat(moments).hasSize(1);
    }

    @Test
    void momentsOverTheCapacityOfTheEntityComeBeforeThoseOverThatOfThePartition() {
        // Given
        Aligner generous = aligner(TUMBLING, 10);
        add(generous, "gate", "message", 1, 11);
        messages(generous, 21, 31);
        generous.prepareCommit();
        // When
        maxOpen = 1;
        messages(aligner(TUMBLING, 1), 32);
        // Then
        assertThat(moments).extracting(Moment::windowEnd).containsExactly(at(30), at(40), at(10));
        assertThat(moments).extracting(Moment::closedBy).containsOnly(CloseReason.CAPACITY);
    }

    @Test
    void aSessionThatReachesBackReusesWhatWasBeforeIt() {
        // Given
        missing = Map.of("camera", new Missing.ReuseLast(Duration.ofSeconds(60)));
        Aligner aligner = aligner(new Windowing.Session(Duration.ofSeconds(10)), 1000);
        messages(aligner, 9);
        camera(aligner, 20);
        aligner.closeAll(NOW);
        camera(aligner, 24);
        aligner.closeAll(NOW);
        messages(aligner, 26);
        // When
        messages(aligner, 22);
        moments.clear();
        moments.addAll(aligner.closeAll(NOW));
        // Then
        assertThat(moments).extracting(Moment::windowStart).containsExactly(at(22));
        assertThat(observed("camera")).containsExactly(List.of("camera@20.0"));
    }

    @Test
    void whatAnEarlierSessionHadDoesNotCountInOneThatLiesAroundIt() {
        // Given
        Aligner aligner = aligner(new Windowing.Session(Duration.ofSeconds(10)), 2);
        messages(aligner, 20, 24);
        aligner.closeAll(NOW);
        // When
        messages(aligner, 26, 19);
        // Then
        assertThat(moments).isEmpty();
        moments.addAll(aligner.closeAll(NOW));
        assertThat(observed("message")).containsExactly(List.of("message@19.0", "message@26.0"));
    }
}
