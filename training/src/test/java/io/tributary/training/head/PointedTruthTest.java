package io.tributary.training.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What only the positions of two modalities say together. */
class PointedTruthTest {
    private static final HeadSettings SETTINGS = HeadSettings.defaults()
            .withEpochs(50)
            .withBatch(32)
            .withDropout(0f)
            .withWeightDecay(0f)
            .withModalityDropout(0.1f);

    @Test
    void tokensFindTheRegionThatTheyPointAtWhereVectorsCannot() {
        List<Example> examples = new PointedTruth(1).draw(1000, 10);

        assertThat(share(Fusion.ATTENTION, PointedTruth.SHAPE.ofVectors(), examples))
                .isLessThan(0.75);
        assertThat(share(Fusion.CROSS_ATTENTION, PointedTruth.SHAPE, examples)).isGreaterThan(0.9);
    }

    private static double share(Fusion fusion, HeadShape shape, List<Example> examples) {
        List<Example> held = examples.subList(0, 200);
        HeadTrainer.Fit fit =
                new HeadTrainer(SETTINGS, step -> {}).fit(fusion, shape, examples.subList(200, examples.size()), held);
        List<Scored> scored = fit.heldOut().getOrDefault("text+photo", List.of());
        return scored.stream().filter(s -> s.predicted() == s.truth()).count() / (double) scored.size();
    }
}
