package io.tributary.encoders.sensor;

import static io.tributary.encoders.TestBundles.only;
import static io.tributary.encoders.TestObservations.NOON;
import static io.tributary.encoders.TestObservations.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.TestBundles;
import io.tributary.encoders.TestObservations;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SensorEncoderTest {
    private static final float NAN = Float.NaN;
    private static Encoder encoder;

    @BeforeAll
    static void open() {
        encoder = Encoders.open(TestBundles.fragile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void channelsAreTakenByNameInAnyOrderAndOthersAreLeftOut() {
        var inOrder = only(encoder, reading("1", List.of("a", "b"), 3, 4));

        assertThat(inOrder).isInstanceOf(Encoded.Success.class);
        assertThat(only(encoder, reading("1", List.of("b", "a"), 4, 3))).isEqualTo(inOrder);
        assertThat(only(encoder, reading("1", List.of("b", "c", "a"), 4, 100, 3)))
                .isEqualTo(inOrder);
    }

    @Test
    void aMissingOrRepeatedChannelIsRefused() {
        assertThat(refusal(reading("1", List.of("a", "c"), 3, 4)).cause()).isEqualTo(Refusal.Cause.WRONG_CHANNELS);
        assertThat(refusal(reading("1", List.of("a", "c"), 3, 4)).detail()).contains("without 'b'", "[a, b]");
        assertThat(refusal(reading("1", List.of("a", "b", "a"), 3, 4, 3)).cause())
                .isEqualTo(Refusal.Cause.WRONG_CHANNELS);
    }

    @Test
    void aChannelWithoutAnyNumberIsRefusedByName() {
        Refusal refusal = refusal(reading("1", List.of("a", "b"), 3, NAN, 3, NAN));

        assertThat(refusal.cause()).isEqualTo(Refusal.Cause.NO_FINITE_SAMPLES);
        assertThat(refusal.detail()).contains("'b'");
    }

    @Test
    void missingValuesCountInTheCoverage() {
        var encoded = (Encoded.Success)
                only(encoder, reading("1", List.of("a", "b"), 3, 4, 3, NAN, Float.POSITIVE_INFINITY, 4, 3, 4));

        assertThat(encoded.coverage()).isEqualTo(0.75f);
        assertThat(encoded.vector())
                .isEqualTo(((Encoded.Success) only(encoder, reading("1", List.of("a", "b"), 3, 4))).vector());
    }

    @Test
    void rowsAreResampledFromTheFirstToTheLast() throws RefusedException {
        assertThat(points(5, reading("1", List.of("a"), 0, 2, 4))).containsExactly(0, 1, 2, 3, 4);
        assertThat(points(3, reading("1", List.of("a"), 0, 1, 2, 3, 10))).containsExactly(0, 2, 10);
        assertThat(points(3, reading("1", List.of("a"), 7))).containsExactly(7, 7, 7);
        assertThat(points(1, reading("1", List.of("a"), 7, 8))).containsExactly(7);
    }

    @Test
    void missingValuesAreInterpolatedInTimeAndHeldAtTheEnds() throws RefusedException {
        assertThat(points(5, reading("1", List.of("a"), NAN, 2, NAN, 4, NAN))).containsExactly(2, 2, 3, 4, 4);
        var uneven = new Payload.Reading(List.of("a"), 0, FloatVector.of(0, NAN, 10), List.of(0, 900, 1000), 1);

        assertThat(points(3, new Observation("1", "e", "sensor", NOON, uneven))).containsExactly(0, 9, 10);
    }

    @Test
    void rowsOutOfOrderAreReadInTheOrderOfTheirTimes() throws RefusedException {
        var shuffled = new Payload.Reading(List.of("a"), 0, FloatVector.of(3, 1, 2), List.of(30, 10, 20), 1);

        assertThat(points(3, new Observation("1", "e", "sensor", NOON, shuffled)))
                .containsExactly(1, 2, 3);
    }

    @Test
    void aTextIsRefused() {
        assertThat(refusal(TestObservations.text("1", "e", "no reading")).cause())
                .isEqualTo(Refusal.Cause.WRONG_MODALITY);
    }

    private static float[] points(int length, Observation reading) throws RefusedException {
        return new SensorPreparation(new Preprocessing.Sensor(List.of("a"), length))
                .prepare(reading)
                .values();
    }

    private static Refusal refusal(Observation observation) {
        return ((Encoded.Rejected) only(encoder, observation)).refusal();
    }
}
