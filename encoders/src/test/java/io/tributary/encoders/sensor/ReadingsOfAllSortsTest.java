package io.tributary.encoders.sensor;

import static io.tributary.encoders.TestObservations.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Span;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Gaps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of 4 s every 4 s, with 4 points: a point each second. Times are seconds after noon. */
final class ReadingsOfAllSortsTest {
    private static final float NAN = Float.NaN;

    private final Framer named = framer(List.of("a", "b"), Gaps.INTERPOLATE, 2);
    private final Framer any = framer(List.of(), Gaps.INTERPOLATE, 2);

    @Test
    void channelsMayComeInReadingsOfTheirOwnAndInAnyOrder() throws RefusedException {
        for (int second = 0; second < 4; second++) {
            named.accept(reading(second, List.of("b"), 10 + second));
            named.accept(reading(second, List.of("x", "a"), 99, second));
        }

        assertThat(only(named.accept(reading(5, List.of("b", "a"), 0, 0))))
                .isEqualTo(List.of(0f, 10f, 1f, 11f, 2f, 12f, 3f, 13f));
    }

    @Test
    void whatIsNotANumberIsMissing() throws RefusedException {
        named.accept(reading(0, List.of("a", "b"), 0, 1));
        named.accept(reading(1, List.of("a", "b"), NAN, 1));
        named.accept(reading(2, List.of("a", "b"), 2, Float.POSITIVE_INFINITY));
        named.accept(reading(3, List.of("a", "b"), 3, Float.NEGATIVE_INFINITY));

        assertThat(only(named.accept(reading(5, List.of("a", "b"), 0, 0))))
                .isEqualTo(List.of(0f, 1f, 1f, 1f, 2f, 1f, 3f, NAN));
    }

    @Test
    void aReadingWithoutAnyOfTheModelsChannelsIsRefused() {
        assertRefused(named, reading(0, List.of("x"), 1), Refusal.Cause.WRONG_CHANNELS);
        assertRefused(named, reading(0, List.of("a", "a"), 1, 2), Refusal.Cause.WRONG_CHANNELS);
        assertRefused(any, reading(0, List.of("x", "x"), 1, 2), Refusal.Cause.WRONG_CHANNELS);
        assertRefused(named, reading(0, List.of("a", "x"), NAN, 2), Refusal.Cause.NO_FINITE_SAMPLES);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE, -100_000_000_000_000L, 300_000_000_000_000L})
    void aTimeThatCannotBeIsRefusedAndClosesNothing(long millis) throws RefusedException {
        named.accept(reading(0, List.of("a"), 1));

        assertRefused(
                named,
                new Observation("x", "pump", "sensor", Instant.ofEpochMilli(millis), single(List.of("a"), 1)),
                Refusal.Cause.INVALID_FIELD);
        assertThat(named.hasPending("pump")).isTrue();
    }

    @Test
    void aRateThatPutsRowsBeyondAllTimeIsRefused() {
        var slow = Payload.Reading.series(List.of("a"), 1e-300, FloatVector.of(1, 2));

        assertRefused(named, new Observation("x", "pump", "sensor", NOON, slow), Refusal.Cause.INVALID_FIELD);
    }

    @Test
    void aSampleOfTheFarFutureClosesNoFrameOfOthers() throws RefusedException {
        named.accept(reading(0, List.of("a"), 1));
        named.accept(new Observation("x", "other", "sensor", NOON.plusSeconds(1 << 30), single(List.of("a"), 1)));

        assertThat(named.hasPending("pump")).isTrue();
    }

    @Test
    void aSampleOfTheDistantPastDoesNotHoldUpWhatFollows() throws RefusedException {
        named.accept(
                new Observation("x", "pump", "sensor", Instant.parse("0001-01-01T00:00:00Z"), single(List.of("a"), 1)));
        named.accept(reading(0, List.of("a", "b"), 1, 1));
        named.accept(reading(2, List.of("a", "b"), 1, 1));

        assertThat(named.accept(reading(9, List.of("a"), 1)).frames()).hasSize(1);
    }

    @Test
    void samplesThatNoFrameTakesAreToldWithTheirLateness() throws RefusedException {
        named.accept(reading(0, List.of("a"), 1));
        named.accept(reading(9, List.of("a"), 1));
        var rows = new Payload.Reading(List.of("a"), 0, FloatVector.of(1, NAN, 2), List.of(0, 500, 8000), 1);

        Framed.Late late = named.accept(new Observation("x", "pump", "sensor", NOON.plusSeconds(1), rows))
                .late()
                .orElseThrow();

        assertThat(late).isEqualTo(new Framed.Late(1, 2, Duration.ofSeconds(8)));
        assertThat(late.refusal().cause()).isEqualTo(Refusal.Cause.TOO_LATE);
        assertThat(late.refusal().detail()).contains("1 of 2 samples", "PT8S", "framing.grace");
    }

    @Test
    void channelsOfAnyNameAreInTheOrderOfTheirNamesFromTheFrameOnInWhichTheyBegin() throws RefusedException {
        for (int second = 0; second < 12; second++) {
            any.accept(reading(second, List.of("z"), second));
            if (second >= 5) {
                any.accept(reading(second, List.of("m"), -second));
            }
        }
        any.accept(reading(13, List.of("m"), 0));
        List<Observation> frames = any.flush("pump");

        assertThat(frames).hasSize(1);
        assertThat(((Payload.Reading) frames.get(0).payload()).channels()).containsExactly("m", "z");
        Framer again = framer(List.of(), Gaps.INTERPOLATE, 2);
        again.accept(reading(0, List.of("z"), 1));
        again.accept(reading(4, List.of("m"), 1));
        assertThat(channels(again.accept(reading(5, List.of("m"), 1)))).containsExactly("z");
    }

    @Test
    void aChannelThatStopsStaysAndIsMarked() throws RefusedException {
        any.accept(reading(0, List.of("a", "b"), 1, 2));
        any.accept(reading(4, List.of("b"), 3));
        List<Observation> frames = any.accept(reading(20, List.of("b"), 3)).frames();

        assertThat(channels(new Framed(frames.subList(1, 2), java.util.Optional.empty())))
                .containsExactly("a", "b");
        assertThat(((Payload.Reading) frames.get(1).payload()).value(0, 0)).isNaN();
        assertThat(((Payload.Reading) frames.get(1).payload()).value(0, 1)).isEqualTo(3);
    }

    @Test
    void anEntityHasSoManyChannelsAndNoMore() throws RefusedException {
        List<String> many = IntStream.range(0, 64).mapToObj(i -> "channel-" + i).toList();
        any.accept(new Observation("x", "pump", "sensor", NOON, single(many, new float[64])));

        assertRefused(any, reading(1, List.of("one-more"), 1), Refusal.Cause.WRONG_CHANNELS);
        assertThat(any.accept(reading(1, List.of("channel-7"), 1)).frames()).isEmpty();
    }

    @Test
    void aFrameEndsAtAGapAndTheNextBeginsAfterIt() throws RefusedException {
        Framer split = framer(List.of("a"), Gaps.SPLIT, 1);
        for (double second : new double[] {0, 0.5, 3, 3.5}) {
            split.accept(reading(second, List.of("a"), (float) second));
        }

        List<Observation> frames = split.accept(reading(5, List.of("a"), 5)).frames();

        assertThat(frames)
                .extracting(ReadingsOfAllSortsTest::span)
                .containsExactly(
                        new Span(NOON, NOON.plusMillis(501)), new Span(NOON.plusSeconds(3), NOON.plusSeconds(4)));
        assertThat(frames.stream().map(Observation::id).distinct()).hasSize(2);
        assertThat(values(frames.get(0))).isEqualTo(List.of(0f, NAN, NAN, NAN));
        assertThat(values(frames.get(1))).isEqualTo(List.of(NAN, NAN, NAN, 3f));
    }

    private static Framer framer(List<String> channels, Gaps gaps, int maxGapSeconds) {
        var framing = new Framing(
                Duration.ofSeconds(4),
                Duration.ofSeconds(4),
                Duration.ofSeconds(1),
                gaps,
                Duration.ofSeconds(maxGapSeconds),
                0.1f,
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                1000);
        return new Framer("sensor", framing, new Preprocessing.Sensor(channels, 4), new MemorySampleStore());
    }

    private static void assertRefused(Framer framer, Observation observation, Refusal.Cause cause) {
        long kept = framer.keptSamples();
        assertThatThrownBy(() -> framer.accept(observation))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().cause()).isEqualTo(cause));
        assertThat(framer.keptSamples()).isEqualTo(kept);
    }

    private static Observation reading(double second, List<String> channels, float... values) {
        return new Observation(
                "r", "pump", "sensor", NOON.plusMillis((long) (second * 1000)), single(channels, values));
    }

    private static Payload.Reading single(List<String> channels, float... values) {
        return new Payload.Reading(channels, 0, FloatVector.of(values), List.of(), 1);
    }

    private static List<Float> only(Framed framed) {
        assertThat(framed.frames()).hasSize(1);
        return values(framed.frames().get(0));
    }

    private static List<String> channels(Framed framed) {
        return ((Payload.Reading) framed.frames().get(0).payload()).channels();
    }

    private static Span span(Observation frame) {
        return java.util.Objects.requireNonNull(((Payload.Reading) frame.payload()).span());
    }

    private static List<Float> values(Observation frame) {
        List<Float> values = new ArrayList<>();
        for (float value : ((Payload.Reading) frame.payload()).samples().toArray()) {
            values.add(value);
        }
        return values;
    }
}
