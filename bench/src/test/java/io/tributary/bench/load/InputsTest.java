package io.tributary.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Payload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class InputsTest {
    private static final List<String> WORDS =
            IntStream.range(0, 2000).mapToObj(number -> "word" + number).toList();

    private final ZipfTexts texts = new ZipfTexts(WORDS, 25, 128, 1);

    @Test
    void everyBlockOfTextsHasTheSameLengths() {
        assertThat(lengths(3L * texts.block())).isEqualTo(lengths(0)).hasSize(texts.block());
    }

    @Test
    void textsAreAsLongAsWanted() {
        int[] lengths = lengths(0);

        assertThat(Arrays.stream(lengths).average()).hasValueCloseTo(25.0, org.assertj.core.data.Offset.offset(1.0));
        assertThat(lengths[0]).isGreaterThanOrEqualTo(6);
        assertThat(lengths[lengths.length - 1]).isBetween(80, 128);
    }

    @Test
    void noTextComesTwice() {
        assertThat(LongStream.range(0, 20_000).mapToObj(texts::payload)).doesNotHaveDuplicates();
    }

    @Test
    void theSameNumberIsTheSamePayload() {
        assertThat(texts.payload(77)).isEqualTo(new ZipfTexts(WORDS, 25, 128, 1).payload(77));
    }

    @Test
    void picturesOfAnyNumberDifferInTheirBytesAndCanBeDecoded() throws IOException {
        var images = new DrawnImages(320, 240, true, 1);

        var first = (Payload.Image) images.payload(0);
        var again = (Payload.Image) images.payload(images.block());
        assertThat(first).isNotEqualTo(again);
        var decoded = ImageIO.read(new ByteArrayInputStream(again.content().toArray()));
        assertThat(decoded.getWidth()).isEqualTo(320);
    }

    @Test
    void aVgaPictureIsAsLargeAsACameras() {
        var image = (Payload.Image) new DrawnImages(640, 480, true, 1).payload(0);

        assertThat(image.content().length()).isBetween(105 << 10, 127 << 10);
    }

    @Test
    void readingsHaveTheRowsAndChannelsOfTheModel() {
        var reading = (Payload.Reading) new DrawnReadings(List.of("a", "b"), 30, 10, 1).payload(5);

        assertThat(reading.rows()).isEqualTo(30);
        assertThat(reading.channels()).containsExactly("a", "b");
        assertThat(reading.hasValues()).isTrue();
    }

    /** Tokens of a block of texts, marks included, sorted. */
    private int[] lengths(long from) {
        return LongStream.range(from, from + texts.block())
                .mapToObj(texts::payload)
                .mapToInt(payload -> ((Payload.Text) payload).text().split(" ", -1).length + 2)
                .sorted()
                .toArray();
    }
}
