package io.tributary.encoders.text;

import static io.tributary.encoders.TestBundles.only;
import static io.tributary.encoders.TestObservations.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.TestBundles;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class TextEncoderTest {
    private static Encoder encoder;

    @BeforeAll
    static void open() {
        encoder = Encoders.open(TestBundles.bundled("text"));
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void anEmptyTextIsRefused() {
        assertThat(refusal(" \n").cause()).isEqualTo(Refusal.Cause.EMPTY_TEXT);
    }

    @Test
    void aTextOverTheLimitIsRefusedAndOneAtTheLimitIsNot() {
        assertThat(refusal("a".repeat(100_001)).cause()).isEqualTo(Refusal.Cause.TEXT_TOO_LONG);
        assertThat(only(encoder, text("1", "e", "a ".repeat(50_000)))).isInstanceOf(Encoded.Success.class);
    }

    @Test
    void aTextIsMarkedAsTruncatedOnlyBeyondTheModelsTokens() {
        // 256 tokens, two of which mark the beginning and the end.
        assertThat(success("good ".repeat(254)).truncated()).isFalse();
        assertThat(success("good ".repeat(255)).truncated()).isTrue();
        assertThat(success("good ".repeat(255)).vector())
                .isEqualTo(success("good ".repeat(254)).vector());
    }

    @Test
    void textsOfManyLengthsComeBackInInputOrderAndAsIfAlone() {
        List<Observation> batch = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            batch.add(text("text-" + i, "e", "This is number " + i + " and it is fine. ".repeat((i * 7) % 23 + 1)));
        }
        batch.add(5, text("empty", "e", ""));

        List<Encoded> encoded = encoder.encode(batch);

        assertThat(encoded).hasSize(61);
        assertThat(encoded.get(5)).isInstanceOf(Encoded.Rejected.class);
        for (int i = 0; i < batch.size(); i++) {
            if (i != 5) {
                assertClose((Encoded.Success) encoded.get(i), (Encoded.Success) only(encoder, batch.get(i)));
            }
        }
    }

    @Test
    void textsOfOtherScriptsAndBrokenSurrogatesAreEncoded() {
        assertThat(success("日本語のテキスト 🙂 \uD83D и русский \u0000").vector().isFinite())
                .isTrue();
    }

    private static Integer[] places(int count) {
        return java.util.stream.IntStream.range(0, count).boxed().toArray(Integer[]::new);
    }

    private static void assertClose(Encoded.Success found, Encoded.Success expected) {
        for (int i = 0; i < expected.vector().length(); i++) {
            assertThat(found.vector().get(i)).isCloseTo(expected.vector().get(i), within(1e-4f));
        }
    }

    private static Encoded.Success success(String text) {
        return (Encoded.Success) only(encoder, text("1", "e", text));
    }

    private static Refusal refusal(String text) {
        return ((Encoded.Rejected) only(encoder, text("1", "e", text))).refusal();
    }
}
