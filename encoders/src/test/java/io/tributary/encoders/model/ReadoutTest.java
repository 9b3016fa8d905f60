package io.tributary.encoders.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.schemas.FloatVector;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadoutTest {
    /** Two rows of three tokens of width two; the second row's last token fills it up. */
    private static final float[] TOKENS = {1, 10, 2, 20, 3, 60, 4, -40, 6, -60, 999, 999};

    @ParameterizedTest
    @CsvSource({
        "CLS,1,10,4,-40",
        "MAX,3,60,6,-40",
        "MEAN,2,30,5,-50",
        "MEAN_SQRT_LEN,3.4641016,51.96152,7.071068,-70.71068",
        "WEIGHTED_MEAN,2.3333333,38.333332,5.3333335,-53.333332",
        "LAST_TOKEN,3,60,6,-60"
    })
    void tokensThatFillUpARowAreNotPooled(Pooling pooling, float a, float b, float c, float d) {
        List<FloatVector> vectors = pooled(List.of(pooling));

        assertThat(vectors.get(0).get(0)).isCloseTo(a, within(1e-4f));
        assertThat(vectors.get(0).get(1)).isCloseTo(b, within(1e-4f));
        assertThat(vectors.get(1).get(0)).isCloseTo(c, within(1e-4f));
        assertThat(vectors.get(1).get(1)).isCloseTo(d, within(1e-4f));
    }

    @Test
    void severalPoolingsAreConcatenated() {
        assertThat(pooled(List.of(Pooling.CLS, Pooling.MEAN)))
                .containsExactly(FloatVector.of(1, 10, 2, 30), FloatVector.of(4, -40, 5, -50));
    }

    @Test
    void aTextWithoutTokensHasAMeanOfZeros() {
        ModelInput.Longs mask = ModelInput.longs("attention_mask", 1, 2);
        var readout = new Readout("tokens", 0, List.of(Pooling.MEAN, Pooling.MAX, Pooling.LAST_TOKEN), false);

        assertThat(readout.vectors(FloatBuffer.wrap(new float[] {5, 6}), new long[] {1, 2, 1}, List.of(mask), 1, 3))
                .containsExactly(FloatVector.of(0, 0, 0));
    }

    @Test
    void planesAreAveraged() {
        var readout = new Readout("planes", 0, List.of(Pooling.CLS), false);
        float[] planes = {1, 2, 3, 6, 10, 20, 30, 40};

        assertThat(readout.vectors(FloatBuffer.wrap(planes), new long[] {1, 2, 2, 2}, List.of(), 1, 2))
                .containsExactly(FloatVector.of(3, 25));
    }

    @Test
    void vectorsAreTakenAsTheyAreAndDividedByTheirLengthWhereThatIsWanted() {
        var readout = new Readout("vectors", 0, List.of(Pooling.CLS), true);

        assertThat(readout.vectors(FloatBuffer.wrap(new float[] {3, 4, 0, 0}), new long[] {2, 2}, List.of(), 2, 2))
                .containsExactly(FloatVector.of(0.6f, 0.8f), FloatVector.of(0, 0));
    }

    @Test
    void anAnswerOfAnotherShapeIsNamed() {
        var readout = new Readout("vectors", 0, List.of(Pooling.CLS), false);

        assertThatThrownBy(() -> readout.vectors(FloatBuffer.wrap(new float[6]), new long[] {2, 3}, List.of(), 2, 4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("float32[2, 3]", "vectors of 4");
    }

    private static List<FloatVector> pooled(List<Pooling> poolings) {
        ModelInput.Longs mask = ModelInput.longs("attention_mask", 2, 3);
        for (int place : new int[] {0, 1, 2, 3, 4}) {
            mask.values().put(place, 1);
        }
        return new Readout("tokens", 0, poolings, false)
                .vectors(FloatBuffer.wrap(TOKENS), new long[] {2, 3, 2}, List.of(mask), 2, 2 * poolings.size());
    }
}
