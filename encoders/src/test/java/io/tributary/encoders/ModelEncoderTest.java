package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ModelEncoderTest {
    private final Encoder encoder = Encoders.open(TestBundles.fragile());

    @AfterEach
    void close() {
        encoder.close();
    }

    @Test
    void anInputThatBreaksItsBatchIsRefusedAlone() {
        List<Observation> batch = readings(50);
        batch.set(17, reading(17, 99, 1));

        List<Encoded> encoded = encoder.encode(batch);

        assertThat(encoded).hasSize(50);
        for (int i = 0; i < 50; i++) {
            if (i != 17) {
                assertThat(encoded.get(i)).isEqualTo(TestBundles.only(encoder, batch.get(i)));
            }
        }
        assertThat(refusal(encoded.get(17)).cause()).isEqualTo(Refusal.Cause.MODEL_REFUSED);
        assertThat(refusal(encoded.get(17)).detail()).contains("fragile@3", "samples[1, 8, 2]", "99");
    }

    @Test
    void anInputForWhichTheModelAnswersNanIsRefusedAlone() {
        List<Observation> batch = readings(5);
        batch.set(2, reading(2, 1, -4));

        List<Encoded> encoded = encoder.encode(batch);

        assertThat(refusal(encoded.get(2)).cause()).isEqualTo(Refusal.Cause.MODEL_REFUSED);
        assertThat(refusal(encoded.get(2)).detail()).contains("NaN");
        assertThat(encoded.stream().filter(Encoded.Success.class::isInstance)).hasSize(4);
    }

    @Test
    void aBatchOfBadInputsIsRefusedWhileTheModelStillReproducesItsReference() {
        List<Encoded> encoded = encoder.encode(List.of(reading(0, 99, 1), reading(1, 1, -1)));

        assertThat(encoded).allSatisfy(one -> assertThat(refusal(one).cause()).isEqualTo(Refusal.Cause.MODEL_REFUSED));
    }

    @Test
    void anEmptyBatchHasNoResults() {
        assertThat(encoder.encode(List.of())).isEmpty();
    }

    @Test
    void anEncoderSaysWhichModelItHas() {
        assertThat(encoder.modelName()).isEqualTo("fragile@3");
        assertThat(encoder.modelHash()).hasSize(64);
        assertThat(encoder.space()).isEqualTo("fragile-1");
        assertThat(encoder.dimension()).isEqualTo(4);
    }

    private static List<Observation> readings(int count) {
        List<Observation> readings = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            readings.add(reading(i, i % 16, i));
        }
        return readings;
    }

    private static Observation reading(int number, float a, float b) {
        return TestObservations.reading("reading-" + number, List.of("a", "b"), a, b);
    }

    private static Refusal refusal(Encoded encoded) {
        return ((Encoded.Rejected) encoded).refusal();
    }
}
