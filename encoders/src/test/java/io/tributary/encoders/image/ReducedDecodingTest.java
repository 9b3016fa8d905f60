package io.tributary.encoders.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.HuggingFaceExamples;
import io.tributary.encoders.TestObservations;
import io.tributary.encoders.model.ImageProcessor;
import io.tributary.encoders.model.PixelSize;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.model.ResampleFilter;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.RefusedException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReducedDecodingTest {
    private static final List<Double> ONES = List.of(1.0, 1.0, 1.0);

    @ParameterizedTest
    @CsvSource({
        "640,427,64,64,4",
        "640,427,48,48,8",
        "640,128,64,64,2",
        "640,127,64,64,1",
        "427,640,64,64,4",
        "640,480,120,240,2",
        "64,64,64,64,1",
        "32,32,64,64,1"
    })
    void aJpegIsDecodedNoSmallerThanWhatIsMadeOfIt(int width, int height, int toHeight, int toWidth, int fraction) {
        assertThat(ReducedDecoding.of(new ImageFile(width, height, true, ""), new PixelSize(toHeight, toWidth)))
                .isEqualTo(fraction);
    }

    @Test
    void aPngIsDecodedWhole() {
        assertThat(ReducedDecoding.of(new ImageFile(640, 427, false, ""), new PixelSize(64, 64)))
                .isEqualTo(1);
    }

    @Test
    void aBundlesPixelsAreNearlyThoseOfTheWholeImage() throws RefusedException {
        Bytes jpeg = Bytes.owning(HuggingFaceExamples.picture("large.jpg"));
        var preparation = new ImagePreparation(new Preprocessing.Image(64, 64, true, 1, ONES, ONES));
        byte[] reduced = preparation.prepare(TestObservations.image(HuggingFaceExamples.picture("large.jpg")));

        assertThat(OpenCvDecoding.color(jpeg, 4).rows()).isEqualTo(107);
        assertThat(meanDifference(reduced, exact())).isLessThan(3);
    }

    /** As PNG the same picture is never reduced. */
    private static byte[] exact() throws RefusedException {
        Bytes jpeg = Bytes.owning(HuggingFaceExamples.picture("large.jpg"));
        var png = new org.opencv.core.MatOfByte();
        org.opencv.imgcodecs.Imgcodecs.imencode(".png", OpenCvDecoding.color(jpeg, 1), png);
        return new ImagePreparation(new Preprocessing.Image(64, 64, true, 1, ONES, ONES))
                .prepare(TestObservations.image(png.toArray()));
    }

    @Test
    void aModelsOwnProcessorReducesOnlyWhenToldTo() throws RefusedException {
        byte[] exact = processed(false);
        byte[] reduced = processed(true);

        assertThat(reduced).isNotEqualTo(exact);
        assertThat(meanDifference(reduced, exact)).isLessThan(3);
    }

    private static byte[] processed(boolean reducedDecoding) throws RefusedException {
        var processor = new ImageProcessor(
                new ImageProcessor.Resize.ShortestEdge(64),
                ResampleFilter.BICUBIC,
                Optional.of(new PixelSize(64, 64)),
                1,
                List.of(),
                List.of(),
                false);
        return new ProcessorPreparation(
                        new Preprocessing.ProcessedImage("pixel_values", processor, reducedDecoding, List.of()))
                .prepare(TestObservations.image(HuggingFaceExamples.picture("large.jpg")));
    }

    private static double meanDifference(byte[] found, byte[] expected) {
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += Math.abs((found[i] & 0xFF) - (expected[i] & 0xFF));
        }
        return sum / expected.length;
    }
}
