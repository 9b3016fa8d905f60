package io.tributary.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DoorTest {
    private static final Instant NOW = TestPipeline.START.plusSeconds(3600);

    private final Door door = new Door(TestPipeline.PIPELINE, Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void goodObservationsOfEveryKindEnter() {
        assertThat(door.refuse(TestPipeline.text("m1", 1, "it hums"))).isEmpty();
        assertThat(door.refuse(TestPipeline.reading("m1", 1, 1f, Float.NaN))).isEmpty();
        assertThat(door.refuse(TestPipeline.image("m1", 1, TestPipeline.picture("png", 48, 32))))
                .isEmpty();
        assertThat(door.refuse(TestPipeline.image("m1", 1, TestPipeline.picture("jpg", 48, 32))))
                .isEmpty();
    }

    @Test
    void anUnknownModalityIsRefusedWithTheOnesThereAre() {
        var observation = new Observation("1", "m1", "sound", NOW, new Payload.Text("x"));
        assertRefused(observation, Refusal.Cause.WRONG_MODALITY, "modality", "telemetry, camera, message");
    }

    @Test
    void aPayloadOfAnotherKindThanItsModalityIsRefused() {
        var observation = new Observation("1", "m1", "camera", NOW, new Payload.Text("x"));
        assertRefused(observation, Refusal.Cause.WRONG_MODALITY, "payload", "expected image");
    }

    @Test
    void timeInTheFutureIsRefusedOnlyBeyondTheSkew() {
        var edge = new Observation("1", "m1", "message", NOW.plus(TestPipeline.SKEW), new Payload.Text("x"));
        var beyond = new Observation(
                "1", "m1", "message", NOW.plus(TestPipeline.SKEW).plusMillis(1), new Payload.Text("x"));
        assertThat(door.refuse(edge)).isEmpty();
        assertRefused(beyond, Refusal.Cause.TIME_IN_FUTURE, "at", "time.max-future-skew");
    }

    @Test
    void aReadingWithoutAnyMeasuredValueIsRefused() {
        assertRefused(
                TestPipeline.reading("m1", 1, Float.NaN, Float.POSITIVE_INFINITY),
                Refusal.Cause.NO_FINITE_SAMPLES,
                "samples",
                "at least one");
    }

    @Test
    void emptyAndEndlessTextsAreRefused() {
        assertRefused(TestPipeline.text("m1", 1, " \n"), Refusal.Cause.EMPTY_TEXT, "text", "expected words");
        assertThat(door.refuse(TestPipeline.text("m1", 1, "x".repeat(Door.MAX_TEXT_LENGTH))))
                .isEmpty();
        assertRefused(
                TestPipeline.text("m1", 1, "x".repeat(Door.MAX_TEXT_LENGTH + 1)),
                Refusal.Cause.TEXT_TOO_LONG,
                "text",
                "at most 100000");
    }

    @Test
    void whatIsNeitherJpegNorPngIsRefused() {
        assertRefused(
                TestPipeline.image(
                        "m1", 1, Bytes.owning("GIF89a and more".getBytes(java.nio.charset.StandardCharsets.US_ASCII))),
                Refusal.Cause.UNDECODABLE_IMAGE,
                "image",
                "JPEG or PNG");
    }

    @Test
    void everyBeginningOfAnImageIsRefusedOrReadWithoutAnException() {
        for (String format : new String[] {"png", "jpg"}) {
            byte[] whole = TestPipeline.picture(format, 48, 32).toArray();
            for (int length = 0; length < whole.length; length++) {
                Bytes part = Bytes.owning(Arrays.copyOf(whole, length));
                ImageHeader.read(part).ifPresent(header -> assertThat(header).isEqualTo(new ImageHeader(48, 32)));
            }
        }
    }

    @Test
    void anImageThatDeclaresTooManyPixelsIsRefusedWithoutBeingDecoded() {
        byte[] bomb = TestPipeline.picture("png", 8, 8).toArray();
        java.nio.ByteBuffer.wrap(bomb).putInt(16, 60_000).putInt(20, 60_000);
        assertRefused(
                TestPipeline.image("m1", 1, Bytes.owning(bomb)),
                Refusal.Cause.IMAGE_TOO_LARGE,
                "image",
                "60000 x 60000");
    }

    @Test
    void anImageOfTooManyBytesIsRefused() {
        byte[] large = Arrays.copyOf(TestPipeline.picture("jpg", 8, 8).toArray(), Door.MAX_IMAGE_BYTES + 1);
        assertRefused(
                TestPipeline.image("m1", 1, Bytes.owning(large)),
                Refusal.Cause.IMAGE_TOO_LARGE,
                "image",
                "scale it down");
    }

    private void assertRefused(Observation observation, Refusal.Cause cause, String field, String detail) {
        assertThat(door.refuse(observation)).hasValueSatisfying(refusal -> {
            assertThat(refusal.cause()).isEqualTo(cause);
            assertThat(refusal.field()).isEqualTo(field);
            assertThat(refusal.detail()).contains(detail);
        });
    }
}
