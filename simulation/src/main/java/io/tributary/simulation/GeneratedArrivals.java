package io.tributary.simulation;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.testing.Observations;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Observations of every modality and a few entities over some windows of the pipeline: most arrive soon after they were
 * made, some late or far too late, some not at all, and one record in forty is damaged.
 */
final class GeneratedArrivals {
    private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");
    private static final List<Bytes> PICTURES = pictures();
    private static final int ROWS = 4;

    private final Random random;
    private final Pipeline pipeline;
    private final Topics topics;
    private final ObservationCodec codec;
    private final Map<String, Preprocessing.Sensor> sensors;
    private final Duration reach;
    private final List<GeneratedBounds.Made> made = new ArrayList<>();
    private int next;

    private GeneratedArrivals(
            long seed,
            Pipeline pipeline,
            Topics topics,
            ObservationCodec codec,
            Map<String, Preprocessing.Sensor> sensors) {
        this.random = new Random(seed);
        this.pipeline = pipeline;
        this.topics = topics;
        this.codec = codec;
        this.sensors = sensors;
        this.reach = pipeline.alignment().window().reach();
    }

    /**
     * @param sensors what the encoders of the sensors take, by modality
     * @param windows about how many windows they fill
     * @param bounds after how many of a hundred observations their producer says a bound
     * @param partitions of the topics
     */
    static List<Arrival> of(
            long seed,
            Pipeline pipeline,
            Topics topics,
            ObservationCodec codec,
            Map<String, Preprocessing.Sensor> sensors,
            int entities,
            int windows,
            int bounds,
            int partitions) {
        var generated = new GeneratedArrivals(seed, pipeline, topics, codec, sensors);
        for (int entity = 0; entity < entities; entity++) {
            for (Modality modality : pipeline.modalities()) {
                generated.add("entity-" + entity, modality, windows);
            }
        }
        generated.made.sort(Comparator.comparing(one -> one.arrival().time()));
        return new GeneratedBounds(generated.random, topics, generated.reach, partitions, bounds).among(generated.made);
    }

    private static List<Bytes> pictures() {
        var observations = Observations.seeded(1);
        return IntStream.range(0, 8).mapToObj(i -> observations.png(16, 16)).toList();
    }

    private void add(String entity, Modality modality, int windows) {
        long end = reach.toMillis() * windows;
        long step =
                Math.max(2, modality.framing().map(Framing::hop).orElse(reach).toMillis() / 2);
        for (long at = random.nextLong(step); at < end; at += step / 2 + random.nextLong(step)) {
            if (random.nextInt(6) > 0) {
                add(observation(entity, modality, START.plusMillis(at), step), modality);
            }
        }
    }

    private void add(Observation observation, Modality modality) {
        String topic = topics.raw(modality.name());
        byte[] key = observation.entity().getBytes(StandardCharsets.UTF_8);
        byte[] value = codec.encode(topic, observation);
        if (random.nextInt(40) == 0) {
            value = new byte[] {1, 2, 3};
        }
        var arrival = new Arrival(observation.at().plus(delay(modality)), new ProducerRecord<>(topic, key, value));
        made.add(new GeneratedBounds.Made(arrival, observation.entity(), modality.name(), observation.at()));
    }

    private Duration delay(Modality modality) {
        long grace = pipeline.alignment().closing().grace().toMillis();
        long most =
                switch (random.nextInt(10)) {
                    case 0 -> 2 * (reach.toMillis() + grace);
                    case 1, 2 -> grace + 1;
                    default -> reach.toMillis() / 10 + 1;
                };
        // A series is there when its last row is.
        long rows = modality.framing().map(framing -> framing.hop().toMillis()).orElse(0L);
        return Duration.ofMillis(rows + random.nextLong(most));
    }

    private Observation observation(String entity, Modality modality, Instant at, long step) {
        Payload payload =
                switch (modality.kind()) {
                    case TEXT -> new Payload.Text(random.nextInt(30) == 0 ? "" : "words " + random.nextInt(1000));
                    case IMAGE -> new Payload.Image(PICTURES.get(random.nextInt(PICTURES.size())));
                    case SENSOR -> reading(modality, step);
                };
        return new Observation(entity + "/" + modality.name() + "/" + next++, entity, modality.name(), at, payload);
    }

    private Payload reading(Modality modality, long step) {
        Preprocessing.Sensor sensor = sensors.get(modality.name());
        List<String> channels = sensor == null || sensor.takesAnyChannels() ? List.of("x", "y") : sensor.channels();
        float[] samples = new float[ROWS * channels.size()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextGaussian();
        }
        return Payload.Reading.series(channels, 1000.0 * ROWS / step, FloatVector.of(samples));
    }
}
