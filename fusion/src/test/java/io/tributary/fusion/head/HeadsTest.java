package io.tributary.fusion.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.fusion.Pipelines;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import io.tributary.testing.TinyHead;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task mood is asked of all modalities, the task tone of text alone, which it requires. */
final class HeadsTest {
    private static final Instant END = Embeddings.at(10);

    @TempDir
    private Path folder;

    private Heads heads;

    @BeforeEach
    void load() {
        heads = Heads.load(pipeline());
    }

    @AfterEach
    void close() {
        heads.close();
    }

    private Pipeline pipeline() {
        Path mood = TinyHead.write(folder.resolve("mood"), "mood-head", Pipelines.MODALITIES);
        Path tone = TinyHead.write(folder.resolve("tone"), "tone-head", List.of("text"));
        return Pipelines.of(
                folder,
                Duration.ofSeconds(30),
                List.of(),
                List.of(new Task("mood", mood, List.of()), new Task("tone", tone, List.of("text"))));
    }

    private static Moment moment(String entity, Moment.Present... present) {
        List<Moment.Slot> slots = new ArrayList<>();
        for (String modality : Pipelines.MODALITIES) {
            Moment.Slot slot = new Moment.Absent(modality);
            for (Moment.Present one : present) {
                slot = one.modality().equals(modality) ? one : slot;
            }
            slots.add(slot);
        }
        return new Moment(entity, END.minusSeconds(10), END, CloseReason.GRACE, END.plusSeconds(5), slots);
    }

    private static Moment.Present present(String modality, float... vector) {
        return inSpace(modality + "-1", modality, vector);
    }

    private static Moment.Present inSpace(String space, String modality, float... vector) {
        return new Moment.Present(
                modality,
                FloatVector.of(vector),
                1500,
                3,
                modality + "-encoder@1",
                "ab",
                space,
                List.of(modality + "-id"),
                List.of(new SourceOffset("raw", 1, 2)),
                List.of("trace-" + modality));
    }

    private static double sigmoid(double difference) {
        return 1 / (1 + Math.exp(-difference));
    }

    @Test
    void aDecisionCarriesItsEvidence() {
        Decision mood = heads.decide(List.of(moment("door", present("text", 0, 2), present("sensor", 1, 0))))
                .get(0);

        assertThat(mood.id()).isEqualTo(Decision.idOf("door", END.minusSeconds(10), END, "mood"));
        assertThat(mood.label()).isEqualTo("yes");
        assertThat(mood.confidence()).isCloseTo((float) sigmoid(1), within(1e-6f));
        assertThat(mood.scores().get(0)).isCloseTo((float) sigmoid(-1), within(1e-6f));
        assertThat(mood.closedBy()).isEqualTo(CloseReason.GRACE);
        assertThat(mood.head()).isEqualTo("mood-head@1");
        assertThat(mood.isFinal()).isTrue();
        assertThat(mood.traceparents()).containsExactly("trace-text", "trace-sensor");
        assertThat(mood.evidence()).extracting(Evidence::modality).containsExactlyElementsOf(Pipelines.MODALITIES);
        assertThat(mood.evidence()).extracting(Evidence::present).containsExactly(true, false, true);
        assertThat(mood.evidence()).extracting(Evidence::weight).containsExactly(0.5f, 0f, 0.5f);
        assertThat(mood.evidence().get(0).ageMillis()).isEqualTo(1500);
        assertThat(mood.evidence().get(0).count()).isEqualTo(3);
        assertThat(mood.evidence().get(0).sources()).containsExactly(new SourceOffset("raw", 1, 2));
    }

    @Test
    void aContributionIsTheScoreLessTheScoreWithoutTheModality() {
        Decision mood = heads.decide(List.of(moment("door", present("text", 0, 2), present("sensor", 1, 0))))
                .get(0);

        float text = mood.evidence().get(0).contribution();
        float sensor = mood.evidence().get(2).contribution();
        assertThat(text).isCloseTo((float) (sigmoid(1) - sigmoid(-1)), within(1e-6f));
        assertThat(sensor).isCloseTo((float) (sigmoid(1) - sigmoid(2)), within(1e-6f));
        assertThat(mood.evidence().get(1).contribution()).isZero();
    }

    @Test
    void theOnlyModalityContributesWhatItAddsToKnowingNothing() {
        Decision mood =
                heads.decide(List.of(moment("door", present("sensor", 1, 0)))).get(0);

        assertThat(mood.label()).isEqualTo("no");
        assertThat(mood.evidence().get(2).contribution()).isCloseTo((float) (sigmoid(1) - 0.5), within(1e-6f));
    }

    @Test
    void aTaskWithoutWhatItRequiresGivesNoDecision() {
        List<Decision> decisions =
                heads.decide(List.of(moment("a", present("sensor", 1, 0)), moment("b", present("text", 1, 0))));

        assertThat(decisions)
                .extracting(decision -> decision.entity() + " " + decision.task())
                .containsExactly("a mood", "b mood", "b tone");
    }

    @Test
    void aMomentWithNothingThatAHeadTakesGivesNoDecision() {
        assertThat(heads.decide(List.of(moment("a")))).isEmpty();
        assertThat(heads.decide(List.of())).isEmpty();
    }

    @Test
    void whatTheHeadDoesNotTakeIsPresentAndWeighsNothing() {
        Decision tone = heads.decide(List.of(moment("a", present("text", 1, 0), present("sensor", 0, 9))))
                .get(1);

        assertThat(tone.label()).isEqualTo("no");
        assertThat(tone.evidence().get(2).present()).isTrue();
        assertThat(tone.evidence().get(2).weight()).isZero();
        assertThat(tone.evidence().get(0).weight()).isEqualTo(1f);
    }

    @Test
    void anEmbeddingOfAnotherSpaceIsAbsentForTheHead() {
        Decision mood = heads.decide(List.of(moment("a", inSpace("text-2", "text", 0, 9), present("sensor", 1, 0))))
                .get(0);

        assertThat(mood.label()).isEqualTo("no");
        assertThat(mood.evidence().get(0)).isEqualTo(Evidence.absent("text"));
        assertThat(heads.decide(List.of(moment("a", inSpace("text-2", "text", 0, 9)))))
                .isEmpty();
    }

    @Test
    void aWrongSpaceNamesTheHeadsThatCannotUseIt() {
        WrongSpace wrong = heads.wrongSpace(Embeddings.inSpace("text-2", "1", "a", "text", 1, 1f, 2f))
                .orElseThrow();

        assertThat(wrong.heads()).extracting(WrongSpace.Expectation::task).containsExactly("mood", "tone");
        assertThat(wrong.refusal().cause()).isEqualTo(Refusal.Cause.WRONG_SPACE);
        assertThat(wrong.refusal().detail()).contains("text-2", "text-1", "mood-head@1", "tone-head@1");
        assertThat(heads.wrongSpace(Embeddings.of("1", "a", "text", 1))).isEmpty();
    }

    @Test
    void anotherDimensionOfTheRightSpaceCannotBeUsedEither() {
        assertThat(heads.wrongSpace(Embeddings.inSpace("text-1", "1", "a", "text", 1, 1f, 2f, 3f)))
                .isPresent();
        assertThat(heads.decide(List.of(moment("a", inSpace("text-1", "text", 1, 2, 3)))))
                .isEmpty();
    }

    @Test
    void aHeadWhoseAnswerIsNotFiniteAbstains() {
        Decision mood = heads.decide(List.of(moment(
                        "a",
                        present("text", Float.MAX_VALUE, Float.MAX_VALUE),
                        present("sensor", Float.MAX_VALUE, Float.MAX_VALUE))))
                .get(0);

        assertThat(mood.abstained()).isTrue();
        assertThat(mood.label()).isEmpty();
        assertThat(mood.scores()).isEqualTo(FloatVector.of(0.5f, 0.5f));
    }

    @Test
    void manyMomentsAreDecidedAsEachAlone() {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            moments.add(
                    i % 3 == 0
                            ? moment("e" + i, present("text", i % 7, i % 5))
                            : moment("e" + i, present("text", i % 7, i % 5), present("front-camera", i % 3, i % 11)));
        }

        List<Decision> together = heads.decide(moments);

        assertThat(together).hasSize(1000);
        for (int i = 0; i < 500; i += 50) {
            List<Decision> alone = heads.decide(List.of(moments.get(i)));
            assertThat(together.subList(2 * i, 2 * i + 2))
                    .usingRecursiveComparison()
                    .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : Float.compare(a, b), Float.class)
                    .ignoringFields("scores")
                    .isEqualTo(alone);
        }
    }
}
