package io.tributary.encoders.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Gaps;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The framer against {@link PlainFrames}, over streams with disorder within the grace, duplicates, jitter and gaps. */
final class FramerPropertiesTest {
    private static final int STREAMS = 500;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final ObservationCodec CODEC = new ObservationCodec(WireFormat.singleObject());

    @Test
    void framesAreThoseOfTheDefinition() throws RefusedException {
        int frames = 0;
        int parts = 0;
        int marked = 0;
        for (int seed = 0; seed < STREAMS; seed++) {
            var stream = new Stream(seed);
            var framer = stream.framer();

            List<Observation> sent = accept(framer, stream.arrivals(new Random(seed)));
            long decided = stream.newest() - stream.framing.grace().toMillis();

            assertThat(sent).as("seed %s", seed).isEqualTo(stream.expected(decided));
            sent.addAll(framer.flush("pump"));
            assertThat(sent).as("seed %s, flushed", seed).isEqualTo(stream.expected(Long.MAX_VALUE));
            assertThat(framer.lateSamples()).isZero();
            frames += sent.size();
            parts += (int) sent.stream()
                    .filter(frame -> millis(frame) % stream.framing.hop().toMillis() != 0)
                    .count();
            marked += (int) sent.stream()
                    .filter(frame ->
                            !((Payload.Reading) frame.payload()).samples().isFinite())
                    .count();
        }
        // The streams are worth trying: they have frames of each sort.
        assertThat(frames).isGreaterThan(5000);
        assertThat(parts).isGreaterThan(100);
        assertThat(marked).isGreaterThan(500);
    }

    @Test
    void anyOrderWithinTheGraceGivesTheSameBytes() throws RefusedException {
        for (int seed = 0; seed < STREAMS; seed++) {
            var stream = new Stream(seed);
            List<byte[]> first = bytes(stream, new Random(seed));
            List<byte[]> second = bytes(stream, new Random(seed + 1_000_000L));

            assertThat(second.toArray(byte[][]::new)).as("seed %s", seed).isDeepEqualTo(first.toArray(byte[][]::new));
        }
    }

    @Test
    void noMoreIsKeptThanOpenFramesAndTheGraceNeed() throws RefusedException {
        for (int seed = 0; seed < 50; seed++) {
            var stream = new Stream(seed);
            var framer = stream.framer();
            long span = stream.framing
                    .length()
                    .plus(stream.framing.hop())
                    .plus(stream.framing.grace())
                    .toMillis();
            for (Observation reading : stream.arrivals(new Random(seed))) {
                framer.accept(reading);
                // A reading has rows of up to two graces at once.
                assertThat(framer.keptSamples()).isLessThanOrEqualTo(span / Stream.TICK + 4);
            }
            framer.forget("pump");
            assertThat(framer.keptSamples()).isZero();
        }
    }

    private static List<byte[]> bytes(Stream stream, Random arrivals) throws RefusedException {
        var framer = stream.framer();
        List<Observation> frames = accept(framer, stream.arrivals(arrivals));
        frames.addAll(framer.flush("pump"));
        return frames.stream().map(frame -> CODEC.encode("frames", frame)).toList();
    }

    private static List<Observation> accept(Framer framer, List<Observation> readings) throws RefusedException {
        List<Observation> frames = new ArrayList<>();
        for (Observation reading : readings) {
            frames.addAll(framer.accept(reading).frames());
        }
        return frames;
    }

    private static long millis(Observation frame) {
        return Long.parseLong(frame.id().substring(frame.id().lastIndexOf('/') + 1));
    }

    /** Samples of one entity, and how they are framed, drawn from a seed. */
    private static final class Stream {
        static final int TICK = 50;

        final Framing framing;
        final int points;
        final boolean anyChannels;
        final List<PlainFrames.Value> values = new ArrayList<>();

        Stream(long seed) {
            Random random = new Random(seed);
            long hop = TICK * (4L + random.nextInt(30));
            long length = random.nextInt(3) == 0 ? hop : hop + TICK * (long) random.nextInt(60);
            framing = new Framing(
                    Duration.ofMillis(length),
                    Duration.ofMillis(hop),
                    Duration.ofMillis(TICK * (long) random.nextInt(20)),
                    List.of(Gaps.values()).get(random.nextInt(3)),
                    Duration.ofMillis(TICK * (1L + random.nextInt(12))),
                    random.nextInt(3) == 0 ? 0.5f : 0.01f,
                    Duration.ofSeconds(5),
                    Duration.ofHours(1),
                    1_000_000);
            points = 3 + random.nextInt(20);
            anyChannels = random.nextBoolean();
            long time = TICK * (long) (random.nextInt(2_000_000) - 1_000_000);
            int spacing = 1 + random.nextInt(5);
            for (int i = 0; i < 150; i++) {
                time += TICK * (long) (random.nextInt(spacing) + random.nextInt(2));
                if (random.nextInt(25) == 0) {
                    time += TICK * (long) random.nextInt(120);
                }
                for (String name : NAMES.subList(0, 1 + random.nextInt(NAMES.size()))) {
                    values.add(new PlainFrames.Value(name, time, (float) random.nextGaussian()));
                }
            }
        }

        Framer framer() {
            var sensor = new Preprocessing.Sensor(anyChannels ? List.of() : NAMES, points);
            return new Framer("sensor", framing, sensor, new MemorySampleStore());
        }

        long newest() {
            return values.get(values.size() - 1).time();
        }

        List<Observation> expected(long upTo) {
            return new PlainFrames("pump", "sensor", framing, points, anyChannels ? List.of() : NAMES).of(values, upTo);
        }

        /** Each sample delayed by up to the grace, some sent twice, one to four in a reading with channels in any order. */
        List<Observation> arrivals(Random random) {
            record Arrival(PlainFrames.Value value, long at) {}
            long grace = framing.grace().toMillis();
            List<Arrival> arrivals = new ArrayList<>();
            for (PlainFrames.Value value : values) {
                for (int copy = 0; copy <= (random.nextInt(10) == 0 ? 1 : 0); copy++) {
                    arrivals.add(new Arrival(value, value.time() + (long) (random.nextDouble() * grace)));
                }
            }
            arrivals.sort(Comparator.comparingLong(Arrival::at));
            List<Observation> readings = new ArrayList<>();
            for (int start = 0; start < arrivals.size(); ) {
                int end = Math.min(arrivals.size(), start + 1 + random.nextInt(4));
                readings.add(reading(
                        random,
                        arrivals.subList(start, end).stream()
                                .map(Arrival::value)
                                .toList()));
                start = end;
            }
            return readings;
        }

        /** One row for each value; what is not measured in it is NaN, and some infinite. */
        private static Observation reading(Random random, List<PlainFrames.Value> rows) {
            List<String> channels = new ArrayList<>(
                    rows.stream().map(PlainFrames.Value::channel).distinct().toList());
            if (random.nextBoolean()) {
                channels.add(0, "none-of-the-model's");
            }
            float[] samples = new float[rows.size() * channels.size()];
            for (int i = 0; i < samples.length; i++) {
                PlainFrames.Value row = rows.get(i / channels.size());
                boolean measured = channels.get(i % channels.size()).equals(row.channel());
                samples[i] = measured ? row.value() : random.nextBoolean() ? Float.NaN : Float.NEGATIVE_INFINITY;
            }
            long at = rows.get(0).time();
            return new Observation(
                    "r",
                    "pump",
                    "sensor",
                    Instant.ofEpochMilli(at),
                    new Payload.Reading(
                            channels,
                            0,
                            FloatVector.of(samples),
                            IntStream.range(0, rows.size())
                                    .mapToObj(row -> (int) (rows.get(row).time() - at))
                                    .toList(),
                            1));
        }
    }
}
