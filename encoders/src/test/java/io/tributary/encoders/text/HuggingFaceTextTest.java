package io.tributary.encoders.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.encoders.Cosine;
import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.HuggingFaceExamples;
import io.tributary.encoders.HuggingFaceExamples.ExpectedText;
import io.tributary.encoders.TestBundles;
import io.tributary.encoders.TestObservations;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.model.Tokens;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text models as they lie on the hub give the vectors that PyTorch gives. */
final class HuggingFaceTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-prompted", "tiny-roberta", "tiny-clip"})
    void textsBecomeTheTokensThatTheTokenizersOwnRulesGive(String name) throws RefusedException {
        var text = (Preprocessing.Text)
                Bundle.read(TestBundles.modality("text", Kind.TEXT, HuggingFaceExamples.folder(name)))
                        .preprocessing();
        try (TextPreparation preparation = TextPreparation.open(text)) {
            for (ExpectedText expected : HuggingFaceExamples.texts(name)) {
                Tokens tokens = preparation.prepare(TestObservations.text("1", "e", expected.text()));

                List<Long> ids = new ArrayList<>();
                for (int i = 0; i < tokens.length(); i++) {
                    ids.add(tokens.id(i));
                }
                assertThat(ids).as(expected.text()).isEqualTo(expected.ids());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tiny-bert,tiny-bert",
        "tiny-prompted,tiny-prompted",
        "tiny-roberta,tiny-roberta",
        "tiny-clip,tiny-clip",
        "tiny-clip-whole,tiny-clip"
    })
    void vectorsAreThoseOfPyTorchAloneAndInABatch(String name, String reference) {
        List<ExpectedText> texts = HuggingFaceExamples.texts(reference);
        List<Observation> batch = texts.stream()
                .map(expected -> TestObservations.text("1", "e", expected.text()))
                .toList();
        try (Encoder encoder = open(name)) {
            List<Encoded> together = encoder.encode(batch);
            for (int i = 0; i < texts.size(); i++) {
                assertSame(texts.get(i), ((Encoded.Success) together.get(i)).vector());
                assertSame(texts.get(i), ((Encoded.Success) TestBundles.only(encoder, batch.get(i))).vector());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-bert", "tiny-prompted", "tiny-roberta", "tiny-clip"})
    void sentencesOfAPairLieAsFarApartAsPyTorchPutsThem(String name) {
        List<ExpectedText> texts = HuggingFaceExamples.texts(name);
        try (Encoder encoder = open(name)) {
            for (JsonNode pair : HuggingFaceExamples.expected(name).path("pairs")) {
                FloatVector first =
                        vector(encoder, texts.get(pair.get(0).asInt()).text());
                FloatVector second =
                        vector(encoder, texts.get(pair.get(1).asInt()).text());

                assertThat(Cosine.of(first, second)).isCloseTo(pair.get(2).asDouble(), within(1e-4));
            }
        }
    }

    private static void assertSame(ExpectedText expected, FloatVector found) {
        assertThat(found.length()).isEqualTo(expected.embedding().length());
        assertThat(Cosine.of(found, expected.embedding())).as(expected.text()).isGreaterThanOrEqualTo(0.9999);
        assertThat(largestDifference(found, expected.embedding())).isLessThan(1e-4f);
        assertThat(Cosine.length(found)).isCloseTo(Cosine.length(expected.embedding()), within(1e-3));
    }

    private static FloatVector vector(Encoder encoder, String text) {
        return ((Encoded.Success) TestBundles.only(encoder, TestObservations.text("1", "e", text))).vector();
    }

    private static float largestDifference(FloatVector found, FloatVector expected) {
        float largest = 0;
        for (int i = 0; i < expected.length(); i++) {
            largest = Math.max(largest, Math.abs(found.get(i) - expected.get(i)));
        }
        return largest;
    }

    private static Encoder open(String name) {
        return Encoders.open(TestBundles.modality("text", Kind.TEXT, HuggingFaceExamples.folder(name)));
    }
}
