package io.tributary.fusion.align;

import static io.tributary.fusion.Embeddings.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Match;
import io.tributary.schemas.pipeline.Windowing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows of 10 s, grace 5 s, max-wait 30 s, idle-after 10 s, of text, image and sensor, unless a test says otherwise. */
final class AlignerTest {
    private static final List<String> MODALITIES = List.of("text", "image", "sensor");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final MemoryMomentStore store = new MemoryMomentStore();
    /** A new one goes on where it was. */
    private @Nullable Aligner last;

    private Alignment alignment = alignment(Match.LATEST, MODALITIES, 100);
    private Aligner aligner = aligner(NOW);

    private static Alignment alignment(Match match, List<String> complete, int maxOpen) {
        return new Alignment(
                new Windowing.Tumbling(Duration.ofSeconds(10)),
                closing(Duration.ofSeconds(5), complete, maxOpen),
                MODALITIES.stream().collect(Collectors.toMap(modality -> modality, modality -> match)),
                Map.of(),
                false);
    }

    private static Closing closing(Duration grace, List<String> complete, int maxOpen) {
        return new Closing(
                grace, Duration.ofSeconds(30), Duration.ofSeconds(10), complete, Duration.ZERO, maxOpen, 10_000);
    }

    private Aligner aligner(Instant now) {
        if (last != null) {
            last.prepareCommit();
        }
        last = new Aligner(MODALITIES, alignment, store, now);
        return last;
    }

    private void use(Alignment other) {
        alignment = other;
        aligner = aligner(NOW);
    }

    private Aligned add(String id, String entity, String modality, double seconds) {
        return aligner.add(Embeddings.of(id, entity, modality, seconds), NOW);
    }

    private List<Moment> addAll(Embedding... embeddings) {
        List<Moment> moments = new ArrayList<>();
        for (Embedding embedding : embeddings) {
            moments.addAll(aligner.add(embedding, NOW).moments());
        }
        return moments;
    }

    @Test
    void aWindowWithEveryModalityOfCompleteClosesAtOnce() {
        assertThat(add("t1", "door", "text", 1).moments()).isEmpty();
        assertThat(add("i1", "door", "image", 2).moments()).isEmpty();

        List<Moment> moments = add("s1", "door", "sensor", 9.999).moments();

        assertThat(moments).singleElement().satisfies(moment -> {
            assertThat(moment.entity()).isEqualTo("door");
            assertThat(moment.closedBy()).isEqualTo(CloseReason.COMPLETE);
            assertThat(moment.windowStart()).isEqualTo(at(0));
            assertThat(moment.windowEnd()).isEqualTo(at(10));
            assertThat(moment.triggeredAt()).isEqualTo(at(10.249));
            assertThat(moment.slots()).extracting(Moment.Slot::modality).containsExactlyElementsOf(MODALITIES);
            Moment.Present sensor = moment.present("sensor").orElseThrow();
            assertThat(sensor.ageMillis()).isEqualTo(1);
            assertThat(sensor.observations()).containsExactly("s1");
            assertThat(sensor.space()).isEqualTo("sensor-1");
        });
        assertThat(aligner.openWindows()).isZero();
    }

    @Test
    void theSlowestModalityHoldsTheWatermarkBack() {
        use(alignment(Match.LATEST, List.of(), 100));
        addAll(Embeddings.of("t1", "door", "text", 1), Embeddings.of("s1", "door", "sensor", 1));
        assertThat(aligner.watermark()).isEmpty();
        assertThat(addAll(Embeddings.of("t2", "door", "text", 100), Embeddings.of("s2", "door", "sensor", 100)))
                .isEmpty();

        assertThat(add("i1", "door", "image", 14.999).moments()).isEmpty();
        List<Moment> moments = add("i2", "door", "image", 15).moments();

        assertThat(aligner.watermark()).contains(at(15));
        assertThat(moments).singleElement().satisfies(moment -> {
            assertThat(moment.closedBy()).isEqualTo(CloseReason.GRACE);
            assertThat(moment.windowEnd()).isEqualTo(at(10));
            assertThat(moment.slots().get(1)).isEqualTo(new Moment.Absent("image"));
        });
    }

    @Test
    void anEmbeddingPastTheGraceIsLateWithItsLateness() {
        use(alignment(Match.LATEST, List.of(), 100));
        for (String modality : MODALITIES) {
            add("new-" + modality, "door", modality, 17);
        }

        Aligned aligned = add("old", "window", "image", 8);

        assertThat(aligned.moments()).isEmpty();
        assertThat(aligned.late().orElseThrow().closedBy()).isEqualTo(CloseReason.GRACE);
        assertThat(aligned.late().orElseThrow().lateness()).isEqualTo(Duration.ofSeconds(9));
        assertThat(aligner.openWindows()).isEqualTo(1);
    }

    @Test
    void aStragglerOfACompleteWindowIsLateAndOpensNothing() {
        for (String modality : MODALITIES) {
            add(modality, "door", modality, 1);
        }

        Aligned straggler = add("t2", "door", "text", 9);

        assertThat(straggler.late().orElseThrow().closedBy()).isEqualTo(CloseReason.COMPLETE);
        assertThat(straggler.late().orElseThrow().lateness()).isEqualTo(Duration.ZERO);
        assertThat(aligner.openWindows()).isZero();
    }

    @Test
    void theSameObservationAgainCountsOnce() {
        add("t1", "door", "text", 1);
        add("t1", "door", "text", 1);
        add("t2", "door", "text", 2);

        Moment moment = aligner.closeAll(NOW).get(0);

        assertThat(moment.closedBy()).isEqualTo(CloseReason.SHUTDOWN);
        assertThat(moment.triggeredAt()).isEqualTo(NOW);
        assertThat(moment.present("text").orElseThrow().count()).isEqualTo(2);
        assertThat(moment.present("text").orElseThrow().observations()).containsExactly("t2");
    }

    @Test
    void ofTwoAtTheSameTimeTheGreaterIdIsTheLatest() {
        addAll(
                Embeddings.of("b", "door", "text", 3, 2f, 2f),
                Embeddings.of("a", "door", "text", 3, 1f, 1f),
                Embeddings.of("z", "door", "text", 1, 9f, 9f));

        Moment.Present text = aligner.closeAll(NOW).get(0).present("text").orElseThrow();

        assertThat(text.observations()).containsExactly("b");
        assertThat(text.vector()).isEqualTo(FloatVector.of(2f, 2f));
        assertThat(text.ageMillis()).isEqualTo(7000);
    }

    @Test
    void embeddingsOfTwoSpacesAreNeverAveragedAndTheSpaceThatArrivedLastStandsForTheModality() {
        use(alignment(Match.MEAN, MODALITIES, 100));
        // In event time the new model's lie before and between the old one's.
        addAll(
                Embeddings.by("text@1", 7, Embeddings.of("b", "door", "text", 3, 3f, 6f)),
                Embeddings.by("text@1", 8, Embeddings.of("d", "door", "text", 5, 5f, 8f)),
                Embeddings.by("text@2", 9, Embeddings.inSpace("text-2", "a", "door", "text", 1, 100f, 100f)),
                Embeddings.by("text@2", 10, Embeddings.inSpace("text-2", "c", "door", "text", 4, 200f, 300f)));

        Moment moment = aligner.closeAll(NOW).get(0);

        Moment.Present text = moment.present("text").orElseThrow();
        assertThat(text.space()).isEqualTo("text-2");
        assertThat(text.vector()).isEqualTo(FloatVector.of(150f, 200f));
        assertThat(text.observations()).containsExactly("a", "c");
        assertThat(text.model()).isEqualTo("text@2");
        assertThat(text.count()).isEqualTo(4);
        assertThat(moment.others()).singleElement().satisfies(old -> {
            assertThat(old.space()).isEqualTo("text-1");
            assertThat(old.vector()).isEqualTo(FloatVector.of(4f, 7f));
            assertThat(old.observations()).containsExactly("b", "d");
            assertThat(old.ageMillis()).isEqualTo(5000);
        });
    }

    @Test
    void theLatestIsTheLatestOfItsSpace() {
        addAll(
                Embeddings.by("text@1", 8, Embeddings.of("late-in-event-time", "door", "text", 9, 3f, 6f)),
                Embeddings.by("text@2", 9, Embeddings.inSpace("text-2", "a", "door", "text", 4, 1f, 1f)),
                Embeddings.by("text@2", 10, Embeddings.inSpace("text-2", "b", "door", "text", 2, 2f, 2f)));

        Moment moment = aligner.closeAll(NOW).get(0);

        assertThat(moment.present("text").orElseThrow().observations()).containsExactly("a");
        assertThat(moment.others()).flatExtracting(Moment.Present::observations).containsExactly("late-in-event-time");
    }

    @Test
    void aWindowTimesOutAfterMaxWaitSinceItsFirstArrival() {
        add("t1", "door", "text", 1);
        aligner.add(Embeddings.of("i1", "door", "image", 2), NOW.plusSeconds(20));

        assertThat(aligner.tick(NOW.plusMillis(29_999))).isEmpty();
        List<Moment> moments = aligner.tick(NOW.plusSeconds(30));

        assertThat(moments).singleElement().satisfies(moment -> {
            assertThat(moment.closedBy()).isEqualTo(CloseReason.TIMEOUT);
            assertThat(moment.triggeredAt()).isEqualTo(NOW.plusSeconds(30));
        });
        assertThat(add("s1", "door", "sensor", 3).late().orElseThrow().closedBy())
                .isEqualTo(CloseReason.TIMEOUT);
    }

    @Test
    void aRestartDoesNotStartTheWaitAnew() {
        add("t1", "door", "text", 1);
        add("t1", "door", "text", 1);
        aligner = aligner(NOW.plusSeconds(29));

        assertThat(aligner.tick(NOW.plusSeconds(30)))
                .extracting(Moment::closedBy)
                .containsExactly(CloseReason.TIMEOUT);
    }

    @Test
    void aWaitThatBeganOnAClockThatWasAheadBeginsWithTheRestart() {
        aligner.add(Embeddings.of("t1", "door", "text", 1), NOW.plusSeconds(3600));
        aligner = aligner(NOW);

        assertThat(aligner.tick(NOW.plusSeconds(30))).hasSize(1);
    }

    @Test
    void whenMoreThanMaxOpenWaitTheOldestClose() {
        use(alignment(Match.LATEST, MODALITIES, 2));
        addAll(Embeddings.of("1", "b", "text", 15), Embeddings.of("2", "a", "text", 15));

        List<Moment> moments = add("3", "c", "text", 25).moments();

        assertThat(moments).extracting(Moment::entity).containsExactly("a");
        assertThat(moments).extracting(Moment::closedBy).containsExactly(CloseReason.CAPACITY);
        assertThat(add("4", "d", "text", 5).moments())
                .extracting(Moment::entity)
                .containsExactly("d");
    }

    @Test
    void momentsOfOneStepAreOrderedByWindowEndThenEntity() {
        use(alignment(Match.LATEST, List.of(), 100));
        String rocket = "\uD83D\uDE80";
        String halfwidth = "\uFFEE";
        addAll(
                Embeddings.of("1", "b", "text", 11),
                Embeddings.of("2", "a", "text", 12),
                Embeddings.of("3", "c", "text", 1),
                Embeddings.of("4", rocket, "text", 3),
                Embeddings.of("5", halfwidth, "text", 3),
                Embeddings.of("6", "z", "text", 90),
                Embeddings.of("7", "z", "image", 90));

        List<Moment> moments = add("8", "z", "sensor", 25).moments();

        assertThat(moments).extracting(Moment::entity).containsExactly("c", halfwidth, rocket, "a", "b");
    }

    @Test
    void aModalityThatIsSilentHoldsTheWatermarkBackNoLonger() {
        use(alignment(Match.LATEST, List.of(), 100));
        add("i1", "door", "image", 1);
        add("s1", "door", "sensor", 1);
        aligner.add(Embeddings.of("t1", "door", "text", 40), NOW.plusSeconds(9));

        assertThat(aligner.tick(NOW.plusMillis(9_999))).isEmpty();
        List<Moment> moments = aligner.tick(NOW.plusSeconds(10));

        assertThat(moments).extracting(Moment::closedBy).containsExactly(CloseReason.GRACE);
        assertThat(moments.get(0).triggeredAt()).isEqualTo(NOW.plusSeconds(10));
        assertThat(aligner.watermark()).contains(at(40));
    }

    @Test
    void whereAllAreSilentTheWatermarkStaysAndMaxWaitCloses() {
        use(alignment(Match.LATEST, List.of(), 100));
        for (String modality : MODALITIES) {
            add("1", "door", modality, 1);
        }

        assertThat(aligner.tick(NOW.plusSeconds(29))).isEmpty();
        assertThat(aligner.watermark()).contains(at(1));
        assertThat(aligner.tick(NOW.plusSeconds(30)))
                .extracting(Moment::closedBy)
                .containsExactly(CloseReason.TIMEOUT);
    }

    @Test
    void afterSilenceOfAllTheFirstToSpeakDoesNotMakeTheOthersLate() {
        use(alignment(Match.LATEST, List.of(), 100));
        aligner.tick(NOW.plusSeconds(3600));
        aligner.add(Embeddings.of("t1", "door", "text", 100), NOW.plusSeconds(3600));
        aligner.tick(NOW.plusSeconds(3601));

        assertThat(aligner.add(Embeddings.of("i1", "door", "image", 1), NOW.plusSeconds(3601))
                        .late())
                .isEmpty();
    }

    @Test
    void aRestartNeitherReopensNorRepeatsWhatTheWatermarkHadClosed() {
        use(alignment(Match.LATEST, List.of(), 100));
        for (String modality : MODALITIES) {
            add("1", "door", modality, 1);
        }
        for (String modality : MODALITIES) {
            add("2", "door", modality, 16);
        }
        aligner = aligner(NOW);

        assertThat(aligner.watermark()).contains(at(16));
        assertThat(add("3", "door", "text", 2).late().orElseThrow().closedBy()).isEqualTo(CloseReason.GRACE);
        assertThat(aligner.closeAll(NOW)).extracting(Moment::windowEnd).containsExactly(at(20));
    }

    @Test
    void whatAStragglerSaysOfEventTimeSurvivesARestart() {
        use(alignment(Match.LATEST, List.of("text"), 100));
        add("i1", "door", "image", -5);
        add("t1", "door", "text", 1);
        assertThat(add("t2", "door", "text", 9).late()).isPresent();
        aligner = aligner(NOW);

        add("i2", "door", "image", 20);

        assertThat(add("s1", "door", "sensor", 20).moments())
                .extracting(Moment::windowEnd)
                .containsExactly(at(0));
    }

    @Test
    void aLongerGraceSetLaterDoesNotReopenWhatWasClosed() {
        use(alignment(Match.LATEST, List.of(), 100));
        for (String modality : MODALITIES) {
            add("1", "door", modality, 16);
        }
        alignment = new Alignment(
                alignment.window(), closing(Duration.ofHours(1), List.of(), 100), Map.of(), Map.of(), false);
        aligner = aligner(NOW);

        assertThat(add("2", "door", "text", 2).late()).isPresent();
    }

    @Test
    void markersOfClosedWindowsAreForgottenOnceTheWatermarkHasPassed() {
        for (int window = 0; window < 50; window++) {
            for (String modality : MODALITIES) {
                add("" + window, "door", modality, window * 10);
            }
        }

        assertThat(aligner.openWindows()).isZero();
        // The last window and the one within the grace.
        assertThat(store.size()).isEqualTo(2);
    }

    @Test
    void timesBefore1970AreAlignedAsAllOthers() {
        Instant before = Instant.ofEpochMilli(-1);
        Embedding embedding = Embeddings.of(
                "1", "door", "text", Duration.between(Embeddings.START, before).toMillis() / 1000.0);

        aligner.add(embedding, NOW);

        Moment moment = aligner.closeAll(NOW).get(0);
        assertThat(moment.windowStart()).isEqualTo(Instant.ofEpochMilli(-10_000));
        assertThat(moment.windowEnd()).isEqualTo(Instant.ofEpochMilli(0));
    }

    @Test
    void anEmbeddingOfAnUnknownModalityIsRefused() {
        assertThatThrownBy(() -> add("1", "door", "smell", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smell")
                .hasMessageContaining("[text, image, sensor]");
    }
}
