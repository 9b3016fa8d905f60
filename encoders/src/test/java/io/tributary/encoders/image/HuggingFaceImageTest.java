package io.tributary.encoders.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tributary.encoders.Cosine;
import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.HuggingFaceExamples;
import io.tributary.encoders.HuggingFaceExamples.ExpectedImage;
import io.tributary.encoders.TestBundles;
import io.tributary.encoders.TestObservations;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.RefusedException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Image models as they lie on the hub see the pixels that Pillow makes, and give the vectors that PyTorch gives. */
final class HuggingFaceImageTest {
    @ParameterizedTest
    @ValueSource(strings = {"tiny-vit", "tiny-resnet", "tiny-clip"})
    void pixelsAreThoseOfPillow(String name) throws RefusedException {
        var preparation = new ProcessorPreparation(preprocessing(name));
        for (ExpectedImage expected : HuggingFaceExamples.images(name)) {
            byte[] found = preparation.prepare(image(expected));

            assertThat(difference(found, expected.pixels()))
                    .as(expected.picture())
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny-vit,tiny-vit", "tiny-resnet,tiny-resnet", "tiny-clip,tiny-clip", "tiny-clip-whole,tiny-clip"})
    void vectorsAreThoseOfPyTorch(String name, String reference) {
        List<ExpectedImage> images = HuggingFaceExamples.images(reference);
        try (Encoder encoder = open(name)) {
            List<Encoded> together = encoder.encode(
                    images.stream().map(HuggingFaceImageTest::image).toList());
            for (int i = 0; i < images.size(); i++) {
                FloatVector expected = images.get(i).embedding();
                FloatVector found = ((Encoded.Success) together.get(i)).vector();
                assertThat(found.length()).isEqualTo(expected.length());
                assertThat(Cosine.of(found, expected))
                        .as(images.get(i).picture())
                        .isGreaterThanOrEqualTo(0.9999);
                assertThat(largestDifference(found, expected)).isLessThan(1e-4f);
                assertThat(Cosine.length(found)).isCloseTo(Cosine.length(expected), within(1e-3));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"cmyk.jpg,CMYK", "grey16.png,16-bit grey"})
    void whatCannotBeConvertedInOneWayIsRefused(String picture, String mode) {
        var preparation = new ProcessorPreparation(preprocessing("tiny-vit"));
        Observation image = TestObservations.image(HuggingFaceExamples.picture("refused/" + picture));

        assertThatThrownBy(() -> preparation.prepare(image))
                .isInstanceOf(RefusedException.class)
                .hasMessageContainingAll(mode, "convert it");
    }

    /** The largest difference of a pixel; those found have blue first. */
    private static int difference(byte[] found, byte[] expected) {
        assertThat(found).hasSameSizeAs(expected);
        int difference = 0;
        for (int i = 0; i < found.length; i++) {
            int swapped = i / 3 * 3 + 2 - i % 3;
            difference = Math.max(difference, Math.abs((found[swapped] & 0xFF) - (expected[i] & 0xFF)));
        }
        return difference;
    }

    private static Observation image(ExpectedImage expected) {
        return TestObservations.image(HuggingFaceExamples.picture(expected.picture()));
    }

    private static Preprocessing.ProcessedImage preprocessing(String name) {
        return (Preprocessing.ProcessedImage)
                Bundle.read(TestBundles.modality("image", Kind.IMAGE, HuggingFaceExamples.folder(name)))
                        .preprocessing();
    }

    private static float largestDifference(FloatVector found, FloatVector expected) {
        float largest = 0;
        for (int i = 0; i < expected.length(); i++) {
            largest = Math.max(largest, Math.abs(found.get(i) - expected.get(i)));
        }
        return largest;
    }

    private static Encoder open(String name) {
        return Encoders.open(TestBundles.modality("image", Kind.IMAGE, HuggingFaceExamples.folder(name)));
    }
}
