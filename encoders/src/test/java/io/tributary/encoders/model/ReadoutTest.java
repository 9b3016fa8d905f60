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

        assertThat(readout.read(FloatBuffer.wrap(new float[] {5, 6}), new long[] {1, 2, 1}, List.of(mask), 1, 3))
                .extracting(Embedded::vector)
                .containsExactly(FloatVector.of(0, 0, 0));
    }

    @Test
    void planesAreAveraged() {
        var readout = new Readout("planes", 0, List.of(Pooling.CLS), false);
        float[] planes = {1, 2, 3, 6, 10, 20, 30, 40};

        assertThat(readout.read(FloatBuffer.wrap(planes), new long[] {1, 2, 2, 2}, List.of(), 1, 2))
                .extracting(Embedded::vector)
                .containsExactly(FloatVector.of(3, 25));
    }

    @Test
    void vectorsAreTakenAsTheyAreAndDividedByTheirLengthWhereThatIsWanted() {
        var readout = new Readout("vectors", 0, List.of(Pooling.CLS), true);

        assertThat(readout.read(FloatBuffer.wrap(new float[] {3, 4, 0, 0}), new long[] {2, 2}, List.of(), 2, 2))
                .extracting(Embedded::vector)
                .containsExactly(FloatVector.of(0.6f, 0.8f), FloatVector.of(0, 0));
    }

    @Test
    void anAnswerOfAnotherShapeIsNamed() {
        var readout = new Readout("vectors", 0, List.of(Pooling.CLS), false);

        assertThatThrownBy(() -> readout.read(FloatBuffer.wrap(new float[6]), new long[] {2, 3}, List.of(), 2, 4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("float32[2, 3]", "vectors of 4");
    }

    @Test
    void aSequenceHasTheTokensThatTheMaskShows() {
        assertThat(sequences(false, 3))
                .containsExactly(
                        List.of(FloatVector.of(1, 10), FloatVector.of(2, 20), FloatVector.of(3, 60)),
                        List.of(FloatVector.of(4, -40), FloatVector.of(6, -60)));
    }

    @Test
    void aLongerTextIsCutAndItsVectorIsStillTheMeanOfAll() {
        assertThat(sequences(false, 2).get(0)).containsExactly(FloatVector.of(1, 10), FloatVector.of(2, 20));
        assertThat(tokens(new Readout("tokens", 0, List.of(Pooling.MEAN), false, 2)))
                .extracting(Embedded::vector)
                .containsExactly(FloatVector.of(2, 30), FloatVector.of(5, -50));
    }

    @Test
    void eachPositionIsDividedByItsLengthWhereTheVectorIs() {
        var readout = new Readout("tokens", 0, List.of(Pooling.MEAN), true, 2);

        Embedded embedded = readout.read(
                        FloatBuffer.wrap(new float[] {3, 4, 0, 0}), new long[] {1, 2, 2}, List.of(), 1, 2)
                .get(0);

        assertThat(embedded.sequence()).containsExactly(FloatVector.of(0.6f, 0.8f), FloatVector.of(0, 0));
        assertThat(embedded.vector()).isEqualTo(FloatVector.of(0.6f, 0.8f));
    }

    @Test
    void aPositionThatIsNotFiniteIsSeenThoughTheVectorIs() {
        var readout = new Readout("tokens", 0, List.of(Pooling.CLS), false, 2);

        Embedded embedded = readout.read(
                        FloatBuffer.wrap(new float[] {3, Float.NaN}), new long[] {1, 2, 1}, List.of(), 1, 1)
                .get(0);

        assertThat(embedded.vector()).isEqualTo(FloatVector.of(3));
        assertThat(embedded.isFinite()).isFalse();
    }

    @Test
    void theRegionsOfPlanesAreTheirPlacesRowByRow() {
        var readout = new Readout("planes", 0, List.of(Pooling.MEAN), false, 4);
        float[] planes = {0, 0, 1, 2, 3, 6, 10, 20, 30, 40};
        FloatBuffer values = FloatBuffer.wrap(planes).position(2);

        Embedded embedded =
                readout.read(values, new long[] {1, 2, 2, 2}, List.of(), 1, 2).get(0);

        assertThat(embedded.sequence())
                .containsExactly(
                        FloatVector.of(1, 10), FloatVector.of(2, 20), FloatVector.of(3, 30), FloatVector.of(6, 40));
        assertThat(embedded.vector()).isEqualTo(FloatVector.of(3, 25));
    }

    @Test
    void moreRegionsThanTheMostAreRefusedRatherThanLeftOut() {
        var readout = new Readout("planes", 0, List.of(Pooling.MEAN), false, 3);

        assertThatThrownBy(() -> readout.read(FloatBuffer.wrap(new float[8]), new long[] {1, 2, 2, 2}, List.of(), 1, 2))
                .hasMessageContaining("a sequence of 4 positions, expected at most 3; raise max-positions");
    }

    private static List<List<FloatVector>> sequences(boolean normalised, int most) {
        return tokens(new Readout("tokens", 0, List.of(Pooling.MEAN), normalised, most)).stream()
                .map(Embedded::sequence)
                .toList();
    }

    private static List<FloatVector> pooled(List<Pooling> poolings) {
        return tokens(new Readout("tokens", 0, poolings, false)).stream()
                .map(Embedded::vector)
                .toList();
    }

    private static List<Embedded> tokens(Readout readout) {
        ModelInput.Longs mask = ModelInput.longs("attention_mask", 2, 3);
        for (int place : new int[] {0, 1, 2, 3, 4}) {
            mask.values().put(place, 1);
        }
        int dimension = 2 * readout.poolings().size();
        return readout.read(FloatBuffer.wrap(TOKENS), new long[] {2, 3, 2}, List.of(mask), 2, dimension);
    }
}
