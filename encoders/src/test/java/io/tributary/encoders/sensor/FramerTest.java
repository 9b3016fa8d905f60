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
import io.tributary.schemas.pipeline.Framing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames of 4 s every 2 s, with 8 points: a point each half second. Times are seconds after noon. */
final class FramerTest {
    private static final Preprocessing.Sensor SENSOR = new Preprocessing.Sensor(List.of("a"), 8);

    private final Framer framer = framer(1, 10, 0.3f);

    @Test
    void aFrameIsSentWhenASampleOfItsEndAndTheGraceHasCome() throws RefusedException {
        List<Observation> early = send(framer, 0, 0.5, 1, 1.5, 2, 2.5, 2.9);
        List<Observation> due = send(framer, 3);

        assertThat(early).isEmpty();
        assertThat(due).hasSize(1);
        assertThat(due.get(0).id()).isEqualTo("machine-1/sensor/frame/" + millis(2));
        assertThat(due.get(0).at()).isEqualTo(NOON.plusMillis(1500));
        assertThat(values(due.get(0))).containsExactly(0, 0, 0, 0, 0, 0.5f, 1, 1.5f);
        assertThat(reading(due.get(0)).coverage()).isEqualTo(0.5f);
        assertThat(reading(due.get(0)).rateHz()).isEqualTo(2);
    }

    @Test
    void framesOverlapByTheirLengthLessTheHop() throws RefusedException {
        send(framer, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4);
        List<Observation> frames = send(framer, 5);

        assertThat(frames).hasSize(1);
        assertThat(values(frames.get(0))).containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f);
        assertThat(reading(frames.get(0)).coverage()).isEqualTo(1);
    }

    @Test
    void samplesMayComeInAnyOrderWithinTheGrace() throws RefusedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            times.add(i / 10.0);
        }
        List<Observation> ordered = frames(framer(1, 10, 0.3f), times);
        Random random = new Random(7);
        for (int start = 0; start + 9 <= times.size(); start += 9) {
            Collections.shuffle(times.subList(start, start + 9), random);
        }

        assertThat(frames(framer(1, 10, 0.3f), times)).isEqualTo(ordered).hasSize(10);
    }

    @Test
    void aSampleBeforeTheFirstOneStillOpensItsOwnFrameWithinTheGrace() throws RefusedException {
        send(framer, 2.1, 1.9, 1.4, 1, 0.5);

        assertThat(send(framer, 3.1).get(0).id()).endsWith("/" + millis(2));
    }

    @Test
    void aSampleThatComesTwiceCountsOnceAndOfTwoDifferentOnesTheLargerCounts() throws RefusedException {
        send(framer, 0, 0.5, 1, 1.5, 1);
        framer.accept(observation(0.5, 9));
        framer.accept(observation(1.5, -9));

        assertThat(values(send(framer, 3).get(0))).containsExactly(0, 0, 0, 0, 0, 9, 1, 1.5f);
    }

    @Test
    void aSampleTooLateForItsFrameStillCountsInTheNextThatCoversIt() throws RefusedException {
        send(framer, 0, 1, 1.5, 3);
        send(framer, 0.5);
        List<Observation> frames = send(framer, 5);

        assertThat(values(frames.get(0))).containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3);
        assertThat(framer.lateSamples()).isZero();
    }

    @Test
    void aSampleTooLateForEveryFrameIsCounted() throws RefusedException {
        send(framer, 0, 1, 3, 5, 7, 9);
        send(framer, 1.5);

        assertThat(framer.lateSamples()).isEqualTo(1);
    }

    @Test
    void aFrameWithoutSamplesInItsLastHopIsNotSent() throws RefusedException {
        send(framer, 0, 0.5, 1, 1.5);
        List<Observation> frames = send(framer, 3600, 3600.5, 3601, 3601.5, 3603);

        assertThat(frames.stream().map(Observation::id))
                .containsExactly("machine-1/sensor/frame/" + millis(2), "machine-1/sensor/frame/" + millis(3602));
    }

    @Test
    void aFrameOfWhichTooLittleWasMeasuredIsNotSent() throws RefusedException {
        Framer strict = framer(0, 10, 0.5f);

        assertThat(send(strict, 0, 1, 1.5, 2, 2.5, 3, 4).stream().map(Observation::id))
                .containsExactly("machine-1/sensor/frame/" + millis(4));
    }

    @Test
    void aGapLongerThanAllowedIsMarkedButBesideItsEnds() throws RefusedException {
        Framer shortGap = framer(0, 1, 0.1f);

        assertThat(values(send(shortGap, 0, 3, 4).get(1)))
                .containsExactly(0, 0, Float.NaN, Float.NaN, Float.NaN, 3, 3, 3);
    }

    @Test
    void afterSilenceWhatIsPendingIsSentAtOnceAndOnlyOnce() throws RefusedException {
        send(framer, 0, 0.5, 1, 1.5);
        assertThat(framer.hasPending("machine-1")).isTrue();

        assertThat(framer.flush("machine-1").stream().map(Observation::id))
                .containsExactly("machine-1/sensor/frame/" + millis(2));
        assertThat(framer.hasPending("machine-1")).isFalse();
        assertThat(framer.flush("machine-1")).isEmpty();
        assertThat(framer.flush("nobody")).isEmpty();
        assertThat(send(framer, 2, 2.5, 3, 3.5, 5).stream().map(Observation::id))
                .containsExactly("machine-1/sensor/frame/" + millis(4));
    }

    @Test
    void aSeriesOfManyRowsGivesAllItsFramesAtOnce() throws RefusedException {
        float[] samples = new float[201];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = i / 10f;
        }
        var series = new Observation(
                "series",
                "machine-1",
                "sensor",
                NOON,
                Payload.Reading.series(List.of("a"), 10, FloatVector.of(samples)));

        List<Observation> frames = framer.accept(series).frames();

        assertThat(frames).hasSize(9);
        assertThat(framer.accept(series).frames()).isEmpty();
    }

    @Test
    void entitiesDoNotMix() throws RefusedException {
        send(framer, 0, 0.5, 1, 1.5);
        framer.accept(new Observation("x", "machine-2", "sensor", NOON, single(5)));

        assertThat(framer.hasPending("machine-2")).isTrue();
        assertThat(send(framer, 3)).hasSize(1);
    }

    @Test
    void aReadingOfOtherChannelsIsRefusedAndChangesNothing() {
        var other = new Observation(
                "x",
                "machine-1",
                "sensor",
                NOON,
                new Payload.Reading(List.of("z"), 0, FloatVector.of(1), List.of(), 1));

        assertRefused(other, Refusal.Cause.WRONG_CHANNELS);
        assertRefused(observation(0, Float.NaN), Refusal.Cause.NO_FINITE_SAMPLES);
        assertThat(framer.hasPending("machine-1")).isFalse();
    }

    private void assertRefused(Observation observation, Refusal.Cause cause) {
        assertThatThrownBy(() -> framer.accept(observation))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().cause()).isEqualTo(cause));
    }

    private static Framer framer(int graceSeconds, int maxGapSeconds, float minCoverage) {
        var framing = new Framing(
                Duration.ofSeconds(4),
                Duration.ofSeconds(2),
                Duration.ofSeconds(graceSeconds),
                Duration.ofSeconds(maxGapSeconds),
                minCoverage,
                Duration.ofSeconds(5));
        return new Framer("sensor", framing, SENSOR, new MemorySampleStore());
    }

    private static List<Observation> frames(Framer framer, List<Double> times) throws RefusedException {
        List<Observation> frames = new ArrayList<>();
        for (double time : times) {
            frames.addAll(send(framer, time));
        }
        frames.addAll(framer.flush("machine-1"));
        return frames;
    }

    /** Sends samples whose value is their time. */
    private static List<Observation> send(Framer framer, double... seconds) throws RefusedException {
        List<Observation> frames = new ArrayList<>();
        for (double second : seconds) {
            frames.addAll(framer.accept(observation(second, (float) second)).frames());
        }
        return frames;
    }

    private static Observation observation(double second, float value) {
        return new Observation(
                "reading-" + second, "machine-1", "sensor", NOON.plusMillis((long) (second * 1000)), single(value));
    }

    private static Payload single(float value) {
        return new Payload.Reading(List.of("a"), 0, FloatVector.of(value), List.of(), 1);
    }

    private static long millis(int second) {
        return NOON.toEpochMilli() + second * 1000L;
    }

    private static Payload.Reading reading(Observation frame) {
        return (Payload.Reading) frame.payload();
    }

    private static float[] values(Observation frame) {
        return reading(frame).samples().toArray();
    }
}
