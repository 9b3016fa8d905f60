package io.tributary.fusion.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Embeddings;
import io.tributary.fusion.Moment;
import io.tributary.fusion.Pipelines;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Task;
import io.tributary.testing.TinyHead;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The task mood has a head for the old space of texts and one for the new; the task tone only one for the old. */
final class SeveralHeadsTest {
    @TempDir
    private Path folder;

    private Heads heads;

    @BeforeEach
    void load() {
        Path old = TinyHead.write(folder.resolve("old"), "old", Pipelines.MODALITIES);
        Path next = TinyHead.writeWithNext(folder.resolve("next"), "next", Pipelines.MODALITIES, "text");
        Path tone = TinyHead.write(folder.resolve("tone"), "tone", List.of("text"));
        heads = Heads.load(Pipelines.of(
                folder,
                Duration.ofSeconds(30),
                List.of(),
                List.of(new Task("mood", List.of(old, next), List.of()), new Task("tone", tone, List.of()))));
    }

    @AfterEach
    void close() {
        heads.close();
    }

    @Test
    void aMomentIsDecidedByTheHeadWhoseSpacesItHolds() {
        Moment old = moment(List.of(present("text-1", "text", 0, 5), present("sensor-1", "sensor", 1, 0)));
        Moment next = moment(List.of(present("text-2", "text", 5, 0), present("sensor-1", "sensor", 0, 1)));

        List<Decision> decisions = heads.decide(List.of(old, next));

        assertThat(decisions).extracting(Decision::head).containsExactly("old@1", "tone@1", "next@1");
        assertThat(decisions).extracting(Decision::label).containsExactly("yes", "yes", "no");
        assertThat(decisions.get(2).evidence().get(0).model()).isEqualTo("encoder-of-text-2");
    }

    @Test
    void ofTwoSpacesInOneMomentTheOneThatArrivedLastIsDecidedOnByTheHeadThatTakesIt() {
        Moment mixed = moment(
                List.of(present("text-2", "text", 5, 0), present("sensor-1", "sensor", 0, 1)),
                present("text-1", "text", 0, 9));

        List<Decision> decisions = heads.decide(List.of(mixed));

        Decision mood = decisions.get(0);
        assertThat(mood.head()).isEqualTo("next@1");
        assertThat(mood.label()).isEqualTo("no");
        assertThat(mood.evidence().get(0).model()).isEqualTo("encoder-of-text-2");
        // What only takes the old space still finds what there is of it.
        Decision tone = decisions.get(1);
        assertThat(tone.label()).isEqualTo("yes");
        assertThat(tone.evidence())
                .extracting(Evidence::model)
                .containsExactly("encoder-of-text-1", "", "encoder-of-sensor-1");
    }

    @Test
    void aSpaceThatNoHeadTakesTakesNothingAwayFromOneThatSomeHeadDoes() {
        Moment mixed = moment(List.of(present("text-9", "text", 9, 0)), present("text-1", "text", 0, 1));

        List<Decision> decisions = heads.decide(List.of(mixed));

        assertThat(decisions).extracting(Decision::head).containsExactly("old@1", "tone@1");
        assertThat(decisions).extracting(Decision::label).containsOnly("yes");
    }

    @Test
    void whereSeveralHeadsWouldDoTheFirstDecides() {
        Moment neither = moment(List.of(present("sensor-1", "sensor", 0, 1)));

        assertThat(heads.decide(List.of(neither))).extracting(Decision::head).containsExactly("old@1");
    }

    @Test
    void aSpaceIsWrongForTasksOfWhichNoHeadTakesIt() {
        assertThat(heads.wrongSpace("text", "text-1", 2)).isEmpty();
        assertThat(heads.wrongSpace("text", "text-2", 2).orElseThrow().heads())
                .extracting(WrongSpace.Expectation::task)
                .containsExactly("tone");
        assertThat(heads.wrongSpace("text", "text-9", 2).orElseThrow().heads())
                .extracting(WrongSpace.Expectation::head)
                .containsExactly("old@1", "next@1", "tone@1");
    }

    @Test
    void manyMomentsOfBothSpacesAreDecidedAsEachAlone() {
        List<Moment> moments = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            moments.add(moment(List.of(present("text-" + (1 + i % 2), "text", i % 7, i % 5))));
        }

        List<Decision> decisions = heads.decide(moments);

        assertThat(decisions).hasSize(900);
        assertThat(decisions.stream().filter(decision -> decision.task().equals("mood")))
                .extracting(Decision::head)
                .containsSubsequence("old@1", "next@1", "old@1")
                .hasSize(600);
        assertThat(decisions.get(2).scores())
                .isEqualTo(heads.decide(moments.subList(1, 2)).get(0).scores());
    }

    private static Moment moment(List<Moment.Present> present, Moment.Present... others) {
        List<Moment.Slot> slots = new ArrayList<>();
        for (String modality : Pipelines.MODALITIES) {
            slots.add(present.stream()
                    .filter(one -> one.modality().equals(modality))
                    .map(Moment.Slot.class::cast)
                    .findFirst()
                    .orElse(new Moment.Absent(modality)));
        }
        return new Moment(
                "door",
                Embeddings.at(0),
                Embeddings.at(10),
                CloseReason.GRACE,
                Embeddings.at(15),
                0,
                true,
                slots,
                List.of(others));
    }

    private static Moment.Present present(String space, String modality, float... vector) {
        return new Moment.Present(
                modality,
                FloatVector.of(vector),
                1500,
                3,
                "encoder-of-" + space,
                "ab",
                space,
                List.of(modality + "-id"),
                List.of(new SourceOffset("raw", 1, 2)),
                List.of());
    }
}
