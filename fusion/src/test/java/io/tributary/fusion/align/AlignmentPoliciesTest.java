package io.tributary.fusion.align;

import static io.tributary.fusion.Embeddings.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.FloatVector;
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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of {@code docs/alignment.md}, in its numbers. */
final class AlignmentPoliciesTest {
    private static final List<String> MODALITIES = List.of("message", "camera");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Windowing TUMBLING = new Windowing.Tumbling(seconds(10));

    private final MemoryMomentStore store = new MemoryMomentStore();
    private final List<Moment> moments = new ArrayList<>();
    private final List<Late> late = new ArrayList<>();
    private Duration settle = Duration.ZERO;
    private List<String> complete = List.of();
    private Aligner aligner = use(TUMBLING, Map.of(), Map.of(), false);

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private Aligner use(Windowing window) {
        return use(window, Map.of(), Map.of(), false);
    }

    private Aligner use(Windowing window, Map<String, Match> match, Map<String, Missing> missing, boolean early) {
        var closing = new Closing(Duration.ZERO, seconds(30), seconds(10), complete, settle, 1000, 1000);
        aligner = new Aligner(MODALITIES, new Alignment(window, closing, match, missing, early), store, NOW);
        return aligner;
    }

    private void add(String modality, double seconds, float... vector) {
        Aligned aligned = aligner.add(Embeddings.of(modality + "@" + seconds, "door", modality, seconds, vector), NOW);
        moments.addAll(aligned.moments());
        aligned.late().ifPresent(late::add);
    }

    private void messages(double... seconds) {
        for (double second : seconds) {
            add("message", second, (float) second, 1f);
        }
    }

    private void pass(double seconds) {
        add("camera", seconds, 0f, 0f);
        add("message", seconds, 0f, 0f);
    }

    private static List<String> observations(Moment moment, String modality) {
        return moment.present(modality).map(Moment.Present::observations).orElse(List.of());
    }

    @Test
    void hoppingWindowsShareTheirObservations() {
        use(new Windowing.Hopping(seconds(10), seconds(5)), Map.of("message", Match.ALL), Map.of(), false);

        messages(1, 8, 12);
        pass(1000);

        assertThat(moments).extracting(Moment::windowStart).containsExactly(at(-5), at(0), at(5), at(10));
        assertThat(moments)
                .extracting(moment -> observations(moment, "message"))
                .containsExactly(
                        List.of("message@1.0"),
                        List.of("message@1.0", "message@8.0"),
                        List.of("message@8.0", "message@12.0"),
                        List.of("message@12.0"));
        assertThat(moments).extracting(Moment::closedBy).containsOnly(CloseReason.GRACE);
    }

    @Test
    void aSessionEndsWhereItsGapBegins() {
        use(new Windowing.Session(seconds(10)), Map.of("message", Match.ALL), Map.of(), false);

        messages(8, 30, 1);
        pass(1000);

        assertThat(moments).extracting(Moment::windowStart).containsExactly(at(1), at(30));
        assertThat(moments).extracting(Moment::windowEnd).containsExactly(at(18), at(40));
        assertThat(observations(moments.get(0), "message")).containsExactly("message@1.0", "message@8.0");
    }

    @Test
    void anObservationBetweenTwoSessionsMakesThemOne() {
        use(new Windowing.Session(seconds(10)), Map.of("message", Match.ALL), Map.of(), false);

        messages(0, 15, 7);
        messages(26);
        pass(1000);

        assertThat(moments).extracting(Moment::windowStart).containsExactly(at(0), at(26));
        assertThat(moments).extracting(Moment::windowEnd).containsExactly(at(25), at(36));
    }

    @Test
    void anAnchorHasWhatTheOthersKnewAroundIt() {
        use(new Windowing.Anchored("camera", seconds(5), seconds(2)), Map.of("message", Match.ALL), Map.of(), false);

        messages(1, 7);
        add("camera", 6, 1f, 1f);
        messages(9);
        add("camera", 12, 1f, 1f);
        pass(1000);

        assertThat(moments)
                .extracting(moment -> observations(moment, "message"))
                .containsExactly(List.of("message@1.0", "message@7.0"), List.of("message@7.0", "message@9.0"));
        assertThat(moments)
                .extracting(moment -> observations(moment, "camera"))
                .containsExactly(List.of("camera@6.0"), List.of("camera@12.0"));
        assertThat(moments).extracting(Moment::windowEnd).containsExactly(at(8.001), at(14.001));
    }

    @Test
    void anAnchorThatIsKeptAfterItsMomentIsNotDecidedAgainByARestart() {
        // Given
        var anchored = new Windowing.Anchored("camera", seconds(6), seconds(2));
        use(anchored);
        add("camera", 6, 1f, 0f);
        add("message", 8.001, 1f, 0f);
        add("camera", 8.001, 1f, 0f);
        assertThat(moments).hasSize(1);
        // When
        use(anchored);
        // Then
        assertThat(aligner.openWindows()).isEqualTo(1);
        assertThat(aligner.closeAll(NOW))
                .singleElement()
                .extracting(Moment::windowStart)
                .isEqualTo(at(2.001));
    }

    @Test
    void whatMissesAnAnchorThatWasDecidedIsLateThoughItMayCountForAnother() {
        // Given
        var anchored = new Windowing.Anchored("camera", seconds(6), seconds(2));
        use(anchored);
        add("camera", 6, 1f, 0f);
        pass(8.001);
        // When
        messages(7);
        // Then
        assertThat(late).singleElement().satisfies(one -> {
            assertThat(one.missed()).isEqualTo(1);
            assertThat(one.windows()).isEqualTo(2);
            assertThat(one.closedBy()).isEqualTo(CloseReason.GRACE);
        });
        assertThat(aligner.closeAll(NOW))
                .singleElement()
                .satisfies(moment -> assertThat(observations(moment, "message")).containsExactly("message@8.001"));
    }

    @Test
    void whatNoAnchorCameForIsForgotten() {
        use(new Windowing.Anchored("camera", seconds(5), seconds(2)));

        messages(1, 2, 3);
        pass(1000);
        pass(2000);

        assertThat(moments).extracting(Moment::windowEnd).containsExactly(at(1002.001));
        aligner.closeAll(NOW);
        // The marker of the last anchor's window, and what still waits for anchors: the message of 2000 s.
        assertThat(store.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"LATEST, 6, 1", "NEAREST, 2, 8", "MEAN, 3, 3", "MAX, 6, 8", "ALL, 3, 3"})
    void oneOfSeveralStandsForItsModality(Match match, float first, float second) {
        use(TUMBLING, Map.of("message", match), Map.of(), false);

        add("message", 1, 1f, 0f);
        add("message", 9, 6f, 1f);
        add("message", 4, 2f, 8f);
        moments.addAll(aligner.closeAll(NOW));

        Moment.Present present = moments.get(0).present("message").orElseThrow();
        assertThat(present.vector()).isEqualTo(FloatVector.of(first, second));
        assertThat(present.sequence())
                .isEqualTo(
                        match == Match.ALL
                                ? List.of(FloatVector.of(1, 0), FloatVector.of(2, 8), FloatVector.of(6, 1))
                                : List.of());
        assertThat(present.count()).isEqualTo(3);
    }

    @Test
    void aRequiredModalityThatIsMissingLeavesAMomentUndecided() {
        use(TUMBLING, Map.of(), Map.of("camera", new Missing.Required()), false);

        messages(1);

        assertThat(aligner.closeAll(NOW)).isEmpty();
        assertThat(aligner.incomplete()).isOne();
    }

    @Test
    void theLastBeforeTheWindowIsReusedWhileItIsYoungEnough() {
        use(TUMBLING, Map.of(), Map.of("camera", new Missing.ReuseLast(seconds(25))), false);

        add("camera", 3, 7f, 7f);
        messages(3, 13, 23, 33);
        moments.addAll(aligner.closeAll(NOW));

        assertThat(moments)
                .extracting(moment -> observations(moment, "camera"))
                .containsExactly(List.of("camera@3.0"), List.of("camera@3.0"), List.of(), List.of());
        assertThat(moments.get(1).present("camera").orElseThrow().count()).isZero();
        assertThat(moments.get(1).present("camera").orElseThrow().ageMillis()).isEqualTo(17_000);
    }

    @Test
    void whatIsReusedOutlivesItsWindowAndARestart() {
        Map<String, Missing> missing = Map.of("camera", new Missing.ReuseLast(seconds(60)));
        use(TUMBLING, Map.of(), missing, false);
        add("camera", 3, 7f, 7f);
        add("message", 3, 1f, 1f);
        add("message", 13, 1f, 1f);
        add("camera", 13, 8f, 8f);

        use(TUMBLING, Map.of(), missing, false);
        add("message", 24, 1f, 1f);
        moments.clear();
        moments.addAll(aligner.closeAll(NOW));

        assertThat(moments)
                .extracting(moment -> observations(moment, "camera"))
                .containsExactly(List.of("camera@13.0"), List.of("camera@13.0"));
    }

    @Test
    void aConstantStandsForWhatIsMissing() {
        var zero = new Missing.DefaultVector(Optional.empty());
        use(TUMBLING, Map.of(), Map.of("camera", zero), false);

        messages(1);

        assertThat(aligner.closeAll(NOW).get(0).slots().get(1))
                .isEqualTo(new Moment.Default("camera", Optional.empty()));
    }

    @Test
    void aCompleteWindowSettlesBeforeItCloses() {
        complete = MODALITIES;
        settle = seconds(1);
        use(TUMBLING);

        messages(1);
        add("camera", 1, 1f, 1f);
        assertThat(aligner.tick(NOW.plusMillis(999))).isEmpty();
        aligner.add(Embeddings.of("again", "door", "message", 2), NOW.plusMillis(999));
        assertThat(aligner.tick(NOW.plusMillis(1998))).isEmpty();

        assertThat(aligner.tick(NOW.plusMillis(1999))).singleElement().satisfies(moment -> {
            assertThat(moment.closedBy()).isEqualTo(CloseReason.COMPLETE);
            assertThat(observations(moment, "message")).containsExactly("again");
        });
    }

    @Test
    void everyModalityThatArrivesRevisesAnEarlyDecision() {
        complete = List.of();
        use(TUMBLING, Map.of(), Map.of(), true);

        messages(1);
        messages(2);
        add("camera", 3, 1f, 1f);
        moments.addAll(aligner.closeAll(NOW));

        assertThat(moments).extracting(Moment::revision).containsExactly(0, 1, 2);
        assertThat(moments).extracting(Moment::last).containsExactly(false, false, true);
        assertThat(moments)
                .extracting(Moment::closedBy)
                .containsExactly(CloseReason.OPEN, CloseReason.OPEN, CloseReason.SHUTDOWN);
    }

    @Test
    void whatMissesOneOfItsWindowsIsLateThereAndCountsInTheOther() {
        use(new Windowing.Hopping(seconds(10), seconds(5)), Map.of("message", Match.ALL), Map.of(), false);
        messages(11);
        add("camera", 11, 1f, 1f);

        messages(6);
        moments.clear();
        moments.addAll(aligner.closeAll(NOW));

        assertThat(late).singleElement().satisfies(missed -> {
            assertThat(missed.missed()).isOne();
            assertThat(missed.windows()).isEqualTo(2);
            assertThat(missed.closedBy()).isEqualTo(CloseReason.GRACE);
        });
        assertThat(observations(moments.get(0), "message")).containsExactly("message@6.0", "message@11.0");
    }
}
