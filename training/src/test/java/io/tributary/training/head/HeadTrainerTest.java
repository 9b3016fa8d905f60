package io.tributary.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeadTrainerTest {
    private static final HeadSettings QUICK =
            HeadSettings.defaults().withEpochs(12).withRate(5e-3f).withFolds(2).withDropout(0.1f);

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void aHeadLearnsWhatBothModalitiesHintAtAndDoesWithoutEither(Fusion fusion) {
        // Two hidden layers before the classifier have not begun to learn after 12 passes of small steps.
        HeadSettings settings = fusion == Fusion.PROJECTION
                ? QUICK.withRate(HeadSettings.defaults().rate())
                : QUICK;
        var trainer = new HeadTrainer(settings, step -> {});

        HeadTrainer.Fit fit = trainer.fit(fusion, DrawnExamples.SHAPE, new DrawnExamples(1).draw(400, 8));

        assertThat(fit.heldOut().keySet()).containsExactly("as recorded", "front-sensor+text", "text", "front-sensor");
        assertThat(fit.heldOut().get("as recorded")).hasSize(400);
        assertThat(share(fit.heldOut().get("front-sensor+text"))).isGreaterThan(0.9);
        assertThat(share(fit.heldOut().get("front-sensor"))).isGreaterThan(0.85);
        assertThat(share(fit.heldOut().get("text"))).isGreaterThan(0.42);
    }

    @Test
    void theSameSeedFitsTheSameHead() {
        List<Example> examples = new DrawnExamples(2).draw(120, 4);

        HeadTrainer.Fit first = new HeadTrainer(QUICK, step -> {}).fit(Fusion.ATTENTION, DrawnExamples.SHAPE, examples);
        HeadTrainer.Fit second =
                new HeadTrainer(QUICK, step -> {}).fit(Fusion.ATTENTION, DrawnExamples.SHAPE, examples);

        assertThat(second.head()).isEqualTo(first.head());
    }

    @Test
    void noEntityIsBothFittedAndHeldOut() {
        List<HoldOut> parts = HoldOut.of(new DrawnExamples(3).draw(100, 7), QUICK.withFolds(3));

        assertThat(parts).hasSize(3);
        for (HoldOut part : parts) {
            assertThat(entities(part.fitted())).doesNotContainAnyElementsOf(entities(part.held()));
            assertThat(part.fitted().size() + part.held().size()).isEqualTo(100);
        }
    }

    @Test
    void ofOneEntityTheLatestFifthIsHeldOut() {
        List<HoldOut> parts = HoldOut.of(new DrawnExamples(4).draw(50, 1), QUICK);

        assertThat(parts).hasSize(1);
        assertThat(parts.get(0).held()).extracting(e -> e.at().getEpochSecond()).allMatch(at -> at >= 40);
        assertThat(parts.get(0).held()).hasSize(10);
    }

    @Test
    void rareClassesCountMoreWhenClassesAreBalanced() {
        List<Example> examples = new DrawnExamples(5)
                .draw(90, 3).stream()
                        .map(e -> new Example(e.entity(), e.at(), e.embeddings(), e.at().getEpochSecond() < 10 ? 1 : 0))
                        .toList();

        float[] weights = FittingRun.classWeights(examples, 2, 1f);

        assertThat(weights[1] / weights[0]).isCloseTo(8f, within(0.01f));
        assertThat(weights[0] * 80 + weights[1] * 10).isCloseTo(90f, within(0.01f));
    }

    @Test
    void aHeadThatIsTooSureIsCooled() {
        // Of ten, nine are right, each with a score of 0.9999 before calibration.
        List<float[]> logits =
                IntStream.range(0, 10).mapToObj(i -> new float[] {9.21f, 0f}).toList();
        int[] labels = {0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

        float temperature = Temperature.fit(logits, labels);

        assertThat(Temperature.softmax(logits.get(0), temperature)[0]).isCloseTo(0.9f, within(0.01f));
    }

    private static double share(List<Scored> scored) {
        return scored.stream().filter(s -> s.predicted() == s.truth()).count() / (double) scored.size();
    }

    private static Set<String> entities(List<Example> examples) {
        return examples.stream().map(Example::entity).collect(Collectors.toSet());
    }
}
