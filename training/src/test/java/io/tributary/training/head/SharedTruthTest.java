package io.tributary.training.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What no modality knows alone. */
class SharedTruthTest {
    private static final HeadSettings SETTINGS =
            HeadSettings.defaults().withEpochs(30).withFolds(2).withDropout(0.1f);

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void aHeadIsRightWhereItsBestModalityAloneIsRightHalfTheTime(Fusion fusion) {
        var truth = new SharedTruth(1, 24, 40, 16);

        HeadTrainer.Fit fit = new HeadTrainer(SETTINGS, step -> {}).fit(fusion, truth.shape(), truth.draw(400, 8));

        assertThat(share(fit, "photo+sound")).isGreaterThan(0.85);
        assertThat(share(fit, "photo")).isBetween(0.35, 0.65);
        assertThat(share(fit, "sound")).isBetween(0.35, 0.65);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fusion.class,
            names = {"PROJECTION", "GATED", "LATE_ATTENTION"})
    void itDoesSoWhereTheModalitiesHaveVeryDifferentDimensions(Fusion fusion) {
        var truth = new SharedTruth(2, 768, 2048, fusion.usualWidth());

        HeadTrainer.Fit fit =
                new HeadTrainer(SETTINGS.withEpochs(10), step -> {}).fit(fusion, truth.shape(), truth.draw(300, 6));

        assertThat(share(fit, "photo+sound")).isGreaterThan(0.85);
    }

    private static double share(HeadTrainer.Fit fit, String modalities) {
        List<Scored> scored = fit.heldOut().getOrDefault(modalities, List.of());
        return scored.stream().filter(s -> s.predicted() == s.truth()).count() / (double) scored.size();
    }
}
