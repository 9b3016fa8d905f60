package io.tributary.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.encoders.model.OnnxRuntime;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxHeadTest {
    private static final int ROWS = DrawnHead.ROWS;

    @BeforeAll
    static void letDjlStartTheRuntime() {
        OnnxRuntime.initialise();
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void theExportedGraphSaysWhatTheTrainedBlockSaysWhateverIsPresent(Fusion fusion) throws Exception {
        var random = new Random(7);
        FittedHead head = DrawnHead.drawn(fusion, random);
        Batch batch = DrawnHead.batch(random);

        Map<String, float[]> exported = OnnxAnswers.of(head, batch);
        Map<String, float[]> trained = DrawnHead.answers(head, batch);

        assertThat(exported.get("scores")).usingComparatorWithPrecision(1e-4f).containsExactly(trained.get("scores"));
        assertThat(exported.get("weights")).usingComparatorWithPrecision(1e-4f).containsExactly(trained.get("weights"));
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void weightsSumToOneOverThePresentAndScoresToOne(Fusion fusion) throws Exception {
        var random = new Random(8);
        Batch batch = DrawnHead.batch(random);

        Map<String, float[]> exported = OnnxAnswers.of(DrawnHead.drawn(fusion, random), batch);

        for (int row = 0; row < ROWS; row++) {
            float sum = 0;
            for (int m = 0; m < 3; m++) {
                float weight = exported.get("weights")[row * 3 + m];
                assertThat(weight).isBetween(0f, 1.0001f);
                if (batch.mask().values()[row * 3 + m] == 0f) {
                    assertThat(weight).isZero();
                }
                sum += weight;
            }
            assertThat(sum).isCloseTo(1f, within(1e-4f));
            float scores = exported.get("scores")[row * 2] + exported.get("scores")[row * 2 + 1];
            assertThat(scores).isCloseTo(1f, within(1e-4f));
        }
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void whatAnAbsentModalityHoldsDoesNotCount(Fusion fusion) throws Exception {
        var random = new Random(9);
        FittedHead head = DrawnHead.drawn(fusion, random);
        Batch batch = DrawnHead.batch(random);
        Map<String, float[]> before = OnnxAnswers.of(head, batch);

        for (int m = 0; m < 3; m++) {
            float[] values = batch.embeddings().get(m).values();
            int dimension = values.length / ROWS;
            for (int i = 0; i < values.length; i++) {
                values[i] = batch.mask().values()[i / dimension * 3 + m] == 0f ? 50f : values[i];
            }
        }
        Map<String, float[]> after = OnnxAnswers.of(head, batch);

        assertThat(after.get("scores")).usingComparatorWithPrecision(1e-5f).containsExactly(before.get("scores"));
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void theSameHeadIsWrittenAsTheSameBytes(Fusion fusion) {
        FittedHead head = DrawnHead.drawn(fusion, new Random(3));

        assertThat(OnnxHead.write(head)).isEqualTo(OnnxHead.write(head));
    }
}
