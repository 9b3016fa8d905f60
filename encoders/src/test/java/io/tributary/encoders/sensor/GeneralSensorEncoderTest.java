package io.tributary.encoders.sensor;

import static io.tributary.encoders.TestBundles.only;
import static io.tributary.encoders.TestObservations.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.TestBundles;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled encoder for sensors of which nobody has trained one; its parts are shape, shape by spread, and level. */
final class GeneralSensorEncoderTest {
    private static final int ROWS = 128;
    private static final int ALIKE_END = 176;
    private static final int SHAPE_END = 304;
    private static final double ROUNDING = 1e-4;

    private static Encoder encoder;

    @BeforeAll
    static void open() {
        encoder = Encoders.open(TestBundles.bundled("sensor-general"));
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void anyNumberOfChannelsBecomesAVectorOfTheSameLength() {
        for (int channels = 1; channels <= 32; channels++) {
            FloatVector vector = vector(names(channels), walks(channels, channels));
            assertThat(vector.length()).isEqualTo(encoder.dimension());
            assertThat(length(vector, 0, vector.length())).isCloseTo(1, within(ROUNDING));
        }
        assertThat(vector(names(64), walks(64, 64)).isFinite()).isTrue();
        assertThat(refusal(names(65), walks(65, 65)).cause()).isEqualTo(Refusal.Cause.WRONG_CHANNELS);
    }

    @Test
    void theOrderOfChannelsInTheReadingDoesNotMatter() {
        List<String> names = names(7);
        float[][] walks = walks(7, 1);
        List<Integer> order = new ArrayList<>(IntStream.range(0, 7).boxed().toList());
        Collections.shuffle(order, new Random(3));

        FloatVector shuffled = vector(
                order.stream().map(names::get).toList(),
                order.stream().map(i -> walks[i]).toArray(float[][]::new));

        assertThat(shuffled).isEqualTo(vector(names, walks));
    }

    @Test
    void offsetsAndScalesOfChannelsChangeTheLevelAloneAndTheirRatiosTheSecondPart() {
        float[][] walks = walks(3, 5);
        float[][] moved = scaled(walks, new double[] {2, 0.01, 30}, new double[] {-7, 0.5, 100});
        float[][] inOtherUnits = scaled(walks, new double[] {1000, 1000, 1000}, new double[] {0, 0, 0});
        FloatVector vector = vector(names(3), walks);

        assertThat(cosine(vector, vector(names(3), moved), 0, ALIKE_END)).isGreaterThan(0.999);
        assertThat(cosine(vector, vector(names(3), moved), ALIKE_END, SHAPE_END))
                .isLessThan(0.999);
        assertThat(cosine(vector, vector(names(3), moved), SHAPE_END, 384)).isLessThan(0.9);
        assertThat(cosine(vector, vector(names(3), inOtherUnits), 0, SHAPE_END)).isGreaterThan(0.999);
    }

    @Test
    void aLevelThatMovesByAFewPercentIsSeen() {
        float[][] walk = scaled(walks(1, 6), new double[] {0.01}, new double[] {20});
        float[][] higher = scaled(walks(1, 6), new double[] {0.01}, new double[] {20.5});

        assertThat(cosine(vector(names(1), walk), vector(names(1), higher), SHAPE_END, 384))
                .isLessThan(0.95);
    }

    @Test
    void otherShapesAreFurtherApartThanNoiseMakesThem() {
        FloatVector sine = vector(names(1), wave(3, 0));
        double noisy = cosine(sine, vector(names(1), wave(3, 0.05)), 0, ALIKE_END);

        assertThat(noisy).isGreaterThan(0.9);
        assertThat(cosine(sine, vector(names(1), wave(9, 0)), 0, ALIKE_END)).isLessThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 1, -273.15f, 1e-30f, Float.MIN_VALUE, 1e30f, Float.MAX_VALUE, -Float.MAX_VALUE})
    void aConstantOfAnySizeIsFiniteAndHasNoShape(float value) {
        float[] constant = new float[ROWS];
        Arrays.fill(constant, value);

        FloatVector vector = vector(names(1), constant);

        assertThat(vector.isFinite()).isTrue();
        assertThat(length(vector, 0, SHAPE_END)).isLessThan(0.01);
    }

    @Test
    void extremeValuesOfBothSignsAreFinite() {
        float[] extreme = new float[ROWS];
        for (int i = 0; i < ROWS; i++) {
            extreme[i] = i % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
        }

        assertThat(vector(names(2), extreme, walks(1, 1)[0]).isFinite()).isTrue();
    }

    @Test
    void aChannelThatWasNotMeasuredAddsNothingAndKeepsItsPlace() {
        float[][] walks = walks(3, 8);
        float[] missing = new float[ROWS];
        Arrays.fill(missing, Float.NaN);

        var encoded = (Encoded.Success) only(encoder, reading(names(3), walks[0], missing, walks[2]));
        var last = (Encoded.Success) only(encoder, reading(names(3), walks[0], walks[1], missing));

        assertThat(encoded.coverage()).isCloseTo(2 / 3f, within(1e-6f));
        assertThat(encoded.vector().isFinite()).isTrue();
        assertThat(cosine(last.vector(), vector(names(2), walks[0], walks[1]), 0, 384))
                .isGreaterThan(1 - ROUNDING);
        assertThat(refusal(names(1), missing).cause()).isEqualTo(Refusal.Cause.NO_FINITE_SAMPLES);
    }

    @Test
    void readingsOfDifferentChannelsShareABatchAsIfAlone() {
        List<Observation> batch = IntStream.rangeClosed(1, 9)
                .mapToObj(channels -> reading(names(channels), walks(channels, channels)))
                .toList();

        List<Encoded> together = encoder.encode(batch);

        for (int i = 0; i < batch.size(); i++) {
            FloatVector alone = ((Encoded.Success) only(encoder, batch.get(i))).vector();
            assertThat(cosine(((Encoded.Success) together.get(i)).vector(), alone, 0, 384))
                    .isGreaterThan(1 - ROUNDING);
        }
    }

    @Test
    void aReadingOfOneRowIsALevel() {
        Observation single = new Observation(
                "1", "e", "sensor", NOON, new Payload.Reading(names(2), 0, FloatVector.of(3, 4), List.of(), 1));

        assertThat(((Encoded.Success) only(encoder, single)).vector().isFinite())
                .isTrue();
    }

    private static FloatVector vector(List<String> channels, float[]... columns) {
        return ((Encoded.Success) only(encoder, reading(channels, columns))).vector();
    }

    private static Refusal refusal(List<String> channels, float[]... columns) {
        return ((Encoded.Rejected) only(encoder, reading(channels, columns))).refusal();
    }

    private static Observation reading(List<String> channels, float[]... columns) {
        float[] samples = new float[ROWS * columns.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = columns[i % columns.length][i / columns.length];
        }
        return new Observation("1", "e", "sensor", NOON, Payload.Reading.series(channels, 10, FloatVector.of(samples)));
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj("channel-%02d"::formatted).toList();
    }

    private static float[][] walks(int channels, long seed) {
        Random random = new Random(seed);
        float[][] walks = new float[channels][ROWS];
        for (float[] walk : walks) {
            for (int i = 1; i < ROWS; i++) {
                walk[i] = walk[i - 1] + (float) random.nextGaussian();
            }
        }
        return walks;
    }

    private static float[][] wave(int periods, double noise) {
        Random random = new Random(4);
        float[][] wave = new float[1][ROWS];
        for (int i = 0; i < ROWS; i++) {
            wave[0][i] = (float) (Math.sin(2 * Math.PI * periods * i / ROWS) + noise * random.nextGaussian());
        }
        return wave;
    }

    private static float[][] scaled(float[][] columns, double[] scales, double[] offsets) {
        float[][] result = new float[columns.length][ROWS];
        for (int channel = 0; channel < columns.length; channel++) {
            for (int i = 0; i < ROWS; i++) {
                result[channel][i] = (float) (columns[channel][i] * scales[channel] + offsets[channel]);
            }
        }
        return result;
    }

    private static double length(FloatVector vector, int from, int to) {
        double square = 0;
        for (int i = from; i < to; i++) {
            square += vector.get(i) * vector.get(i);
        }
        return Math.sqrt(square);
    }

    private static double cosine(FloatVector a, FloatVector b, int from, int to) {
        double product = 0;
        for (int i = from; i < to; i++) {
            product += a.get(i) * b.get(i);
        }
        return product / (length(a, from, to) * length(b, from, to));
    }
}
