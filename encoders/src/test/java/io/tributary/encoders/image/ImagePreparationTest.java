package io.tributary.encoders.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.TestObservations;
import io.tributary.encoders.model.ModelInput;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.RefusedException;
import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ImagePreparationTest {
    private static final byte[] ORANGE = TestImages.png(TestImages.plain(9, 5, new Color(250, 100, 0)));

    @Test
    void pixelsAreScaledAndNormalisedPlaneByPlaneInTheOrderRedGreenBlue() throws RefusedException {
        var preparation = new ImagePreparation(
                new Preprocessing.Image(4, 2, true, 0.1, List.of(5.0, 0.0, -1.0), List.of(2.0, 1.0, 0.5)));

        var pixels = (ModelInput.Floats) preparation
                .pack(List.of(preparation.prepare(TestObservations.image(ORANGE))))
                .get(0);

        assertThat(pixels.shape()).containsExactly(1, 3, 2, 4);
        for (int i = 0; i < 8; i++) {
            assertThat(pixels.values().get(i)).isEqualTo(10f);
            assertThat(pixels.values().get(8 + i)).isEqualTo(10f);
            assertThat(pixels.values().get(16 + i)).isEqualTo(2f);
        }
    }

    @Test
    void aGreyModelSeesOneChannel() throws RefusedException {
        var preparation = new ImagePreparation(new Preprocessing.Image(20, 20, false, 1, List.of(0.0), List.of(1.0)));

        byte[] pixels = preparation.prepare(TestObservations.image(ORANGE));

        // 0.299 red + 0.587 green + 0.114 blue.
        assertThat(pixels).hasSize(400).containsOnly((byte) 133);
    }
}
