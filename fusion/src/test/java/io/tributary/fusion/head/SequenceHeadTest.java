package io.tributary.fusion.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.fusion.Pipelines;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Task;
import io.tributary.testing.TinySequenceHead;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.assertj.core.util.FloatComparator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A head that takes at most 3 positions of the text, and the sensor's vector. */
final class SequenceHeadTest {
    private static final Instant END = Embeddings.at(10);

    private static final Comparator<Float> CLOSE = new FloatComparator(1e-6f);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"positions", "3"})
    void everyPositionCountsWhateverTheOthersOfTheBatchHave(String positions) {
        List<Moment> moments = List.of(
                moment(text(0, 1, 0, 2), sensor(1, 0)),
                moment(text(0, 1)),
                moment(sensor(2, 0)),
                moment(text(0, 1, 0, 1, 1, 0)));

        try (Heads heads = heads(3, positions)) {
            List<Decision> together = heads.decide(moments);

            assertThat(together)
                    .extracting(SequenceHeadTest::yes)
                    .usingElementComparator(CLOSE)
                    .containsExactly(sigmoid(2), sigmoid(1), sigmoid(-2), sigmoid(1));
            for (int i = 0; i < moments.size(); i++) {
                Decision alone = heads.decide(List.of(moments.get(i))).get(0);
                assertThat(alone.scores()).isEqualTo(together.get(i).scores());
                assertThat(alone.evidence()).isEqualTo(together.get(i).evidence());
            }
        }
    }

    @Test
    void ofALongerSequenceTheEndCounts() {
        try (Heads heads = heads(3, "positions")) {
            Decision decision = heads.decide(List.of(moment(text(0, 100, 1, 0, 1, 0, 1, 0))))
                    .get(0);

            assertThat(yes(decision)).isCloseTo(sigmoid(-3), within(1e-6f));
        }
    }

    @Test
    void aVectorWithoutASequenceIsOnePosition() {
        try (Heads heads = heads(3, "positions")) {
            Moment.Present vector = present("text", FloatVector.of(0, 1), List.of());

            assertThat(yes(heads.decide(List.of(moment(vector))).get(0))).isCloseTo(sigmoid(1), within(1e-6f));
        }
    }

    @Test
    void aConstantThatStandsForTheModalityIsOnePosition() {
        try (Heads heads = heads(3, "positions")) {
            Moment moment = withSlots(
                    new Moment.Default("text", Optional.of(FloatVector.of(0, 2))),
                    new Moment.Absent("front-camera"),
                    sensor(1, 0));

            assertThat(yes(heads.decide(List.of(moment)).get(0))).isCloseTo(sigmoid(1), within(1e-6f));
        }
    }

    @Test
    void aContributionLeavesTheWholeSequenceOut() {
        try (Heads heads = heads(3, "positions")) {
            Decision decision = heads.decide(List.of(moment(text(0, 1, 0, 2), sensor(1, 0))))
                    .get(0);

            assertThat(decision.evidence()).extracting(Evidence::weight).containsExactly(0.5f, 0f, 0.5f);
            assertThat(decision.evidence().get(0).contribution()).isCloseTo(sigmoid(2) - sigmoid(-1), within(1e-6f));
            assertThat(decision.evidence().get(2).contribution()).isCloseTo(sigmoid(2) - sigmoid(3), within(1e-6f));
        }
    }

    @Test
    void moreRowsThanABatchHoldsAreDecidedInOrder() {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            moments.add(moment(text(0, i % 5)));
        }
        try (Heads heads = heads(3, "positions")) {
            List<Decision> decisions = heads.decide(moments);

            for (int i = 0; i < moments.size(); i++) {
                assertThat(yes(decisions.get(i))).isCloseTo(sigmoid(i % 5), within(1e-6f));
            }
        }
    }

    @Test
    void aGraphOfAnotherLengthThanTheManifestSaysIsRefused() {
        TinySequenceHead.write(folder, 3, "4");

        assertThatThrownBy(() -> Head.load(folder))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("embedding_text has shape [-1, 4, 2], expected [-1, 3, 2]");
    }

    private Heads heads(int most, String positions) {
        TinySequenceHead.write(folder, most, positions);
        return Heads.load(
                Pipelines.of(folder, Duration.ofSeconds(30), List.of(), List.of(new Task("mood", folder, List.of()))));
    }

    /** Positions of two values each; the vector is of no use to this head. */
    private static Moment.Present text(float... values) {
        List<FloatVector> positions = new ArrayList<>();
        for (int i = 0; i < values.length; i += 2) {
            positions.add(FloatVector.of(values[i], values[i + 1]));
        }
        return present("text", FloatVector.of(7, -7), positions);
    }

    private static Moment.Present sensor(float... vector) {
        return present("sensor", FloatVector.of(vector), List.of());
    }

    private static Moment.Present present(String modality, FloatVector vector, List<FloatVector> sequence) {
        return new Moment.Present(
                modality,
                vector,
                sequence,
                1,
                1,
                "m@1",
                "ab",
                modality + "-1",
                List.of("id"),
                List.of(new SourceOffset("raw", 1, 2)),
                List.of());
    }

    private static Moment moment(Moment.Present... present) {
        List<Moment.Slot> slots = new ArrayList<>();
        for (String modality : Pipelines.MODALITIES) {
            Moment.Slot slot = new Moment.Absent(modality);
            for (Moment.Present one : present) {
                slot = one.modality().equals(modality) ? one : slot;
            }
            slots.add(slot);
        }
        return withSlots(slots.toArray(Moment.Slot[]::new));
    }

    private static Moment withSlots(Moment.Slot... slots) {
        return new Moment("door", END.minusSeconds(10), END, CloseReason.GRACE, END, List.of(slots));
    }

    private static float yes(Decision decision) {
        return decision.scores().get(1);
    }

    private static float sigmoid(double difference) {
        return (float) (1 / (1 + Math.exp(-difference)));
    }
}
