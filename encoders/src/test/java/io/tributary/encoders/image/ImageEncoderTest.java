package io.tributary.encoders.image;

import static io.tributary.encoders.TestBundles.only;
import static io.tributary.encoders.TestObservations.image;
import static io.tributary.encoders.TestObservations.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.TestBundles;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.pipeline.Batching;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageEncoderTest {
    private static final byte[] JPEG = TestImages.jpeg(TestImages.squares(320, 240));
    private static final byte[] PROGRESSIVE = TestImages.progressiveJpeg(TestImages.squares(320, 240));
    private static final byte[] PNG = TestImages.png(TestImages.squares(320, 240));
    private static Encoder encoder;

    @BeforeAll
    static void open() {
        encoder = Encoders.open(TestBundles.bundled("image-photo"));
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void jpegAndPngOfOnePictureLieCloseTogether() {
        FloatVector png = success(PNG).vector();

        assertThat(cosine(png, success(JPEG).vector())).isGreaterThan(0.98);
        assertThat(cosine(png, success(PROGRESSIVE).vector())).isGreaterThan(0.98);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.1, 0.3, 0.5, 0.9, 0.99, 0.9999})
    void anImageThatWasCutIsRefused(double share) {
        for (byte[] whole : List.of(JPEG, PROGRESSIVE, PNG)) {
            Refusal refusal = refusal(Arrays.copyOf(whole, (int) (whole.length * share)));

            assertThat(refusal.cause()).isEqualTo(Refusal.Cause.UNDECODABLE_IMAGE);
            assertThat(refusal.detail()).contains("expected a whole JPEG or PNG");
        }
    }

    @Test
    void everyCutOfASmallImageIsRefused() {
        byte[] jpeg = TestImages.jpeg(TestImages.squares(8, 8));
        byte[] png = TestImages.png(TestImages.squares(8, 8));
        List<Observation> cuts = new ArrayList<>();
        for (byte[] whole : List.of(jpeg, png)) {
            for (int length = 0; length < whole.length; length++) {
                cuts.add(image(Arrays.copyOf(whole, length)));
            }
        }

        assertThat(encoder.encode(cuts)).allMatch(Encoded.Rejected.class::isInstance);
    }

    @Test
    void bytesAfterTheEndDoNotMatter() {
        assertThat(success(Arrays.copyOf(JPEG, JPEG.length + 10))).isEqualTo(success(JPEG));
        assertThat(success(Arrays.copyOf(PNG, PNG.length + 10))).isEqualTo(success(PNG));
    }

    @Test
    void aPngWithDamagedPixelsIsRefused() {
        byte[] damaged = PNG.clone();
        damaged[PNG.length / 2] ^= 1;

        assertThat(refusal(damaged).detail()).contains("wrong checksum");
    }

    @Test
    void aPngWhosePixelsEndEarlyIsRefusedThoughItsChunksAreWhole() {
        // The header claims twice the rows that the data has.
        byte[] claiming = PNG.clone();
        ByteBuffer bytes = ByteBuffer.wrap(claiming).putInt(20, 480);
        var checksum = new CRC32();
        checksum.update(claiming, 12, 17);
        bytes.putInt(29, (int) checksum.getValue());

        assertThat(refusal(claiming).cause()).isEqualTo(Refusal.Cause.UNDECODABLE_IMAGE);
    }

    @Test
    void aDecompressionBombIsRefusedByItsHeader() {
        byte[] bomb = PNG.clone();
        ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);

        assertThat(refusal(bomb).cause()).isEqualTo(Refusal.Cause.IMAGE_TOO_LARGE);
        assertThat(refusal(bomb).detail()).contains("60000 x 60000");
    }

    @Test
    void anImageOfTooManyBytesIsRefused() {
        assertThat(refusal(Arrays.copyOf(JPEG, ImageFile.MAX_BYTES + 1)).cause())
                .isEqualTo(Refusal.Cause.IMAGE_TOO_LARGE);
    }

    @Test
    void whatIsNoImageIsRefused() {
        assertThat(refusal("GIF89a, which is not taken".getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .cause())
                .isEqualTo(Refusal.Cause.UNDECODABLE_IMAGE);
        assertThat(refusal(new byte[0]).cause()).isEqualTo(Refusal.Cause.UNDECODABLE_IMAGE);
        assertThat(((Encoded.Rejected) only(encoder, text("1", "e", "a text")))
                        .refusal()
                        .cause())
                .isEqualTo(Refusal.Cause.WRONG_MODALITY);
    }

    @Test
    void moreImagesThanOneModelBatchComeBackInOrder() {
        List<Observation> batch = new ArrayList<>();
        for (int i = 0; i < 2 * Batching.of(Kind.IMAGE).rows() + 3; i++) {
            batch.add(image(TestImages.png(TestImages.squares(40 + 9 * i, 100 - 3 * i))));
        }
        batch.set(4, image(Arrays.copyOf(JPEG, 500)));

        List<Encoded> encoded = encoder.encode(batch);

        for (int i = 0; i < batch.size(); i++) {
            if (i == 4) {
                assertThat(encoded.get(i)).isInstanceOf(Encoded.Rejected.class);
            } else {
                FloatVector alone = ((Encoded.Success) only(encoder, batch.get(i))).vector();
                assertThat(cosine(((Encoded.Success) encoded.get(i)).vector(), alone))
                        .isGreaterThan(0.9999);
            }
        }
    }

    private static double cosine(FloatVector a, FloatVector b) {
        double product = 0;
        double squareOfA = 0;
        double squareOfB = 0;
        for (int i = 0; i < a.length(); i++) {
            product += a.get(i) * b.get(i);
            squareOfA += a.get(i) * a.get(i);
            squareOfB += b.get(i) * b.get(i);
        }
        return product / Math.sqrt(squareOfA * squareOfB);
    }

    private static Encoded.Success success(byte[] content) {
        return (Encoded.Success) only(encoder, image(content));
    }

    private static Refusal refusal(byte[] content) {
        return ((Encoded.Rejected) only(encoder, image(content))).refusal();
    }
}
