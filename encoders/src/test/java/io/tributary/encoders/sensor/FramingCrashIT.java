package io.tributary.encoders.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.TestBundles;
import io.tributary.encoders.TestObservations;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.JavaProcess;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(KafkaExtension.class)
final class FramingCrashIT {
    private static final ObservationCodec CODEC = new ObservationCodec(WireFormat.singleObject());
    private static final int MACHINES = 12;
    private static final int SECONDS = 1200;
    private static final int CRASHES = 3;

    @TempDir
    private Path state;

    @Test
    void framingThatIsKilledAgainAndAgainLosesAndDoublesNoFrame(KafkaFixture kafka) throws Exception {
        // Given
        Topics topics = kafka.newTopics();
        kafka.createTopics(List.of(topics.raw("vibration"), topics.frames("vibration"), topics.deadLetters()));
        List<Observation> readings = readings();
        List<Observation> expected = framed(readings);
        int sent = 0;

        // When: part of the readings come before each kill, and the kill comes while their frames are written.
        for (int crash = 1; crash <= CRASHES; crash++) {
            int until = readings.size() * crash / (CRASHES + 1);
            send(kafka, topics, readings.subList(sent, until));
            sent = until;
            try (JavaProcess framing = start(kafka, topics)) {
                kafka.awaitRecords(topics.frames("vibration"), expected.size() * (2 * crash - 1) / (2 * CRASHES + 2));
                framing.killWithSigkill();
            }
        }

        // Then
        send(kafka, topics, readings.subList(sent, readings.size()));
        try (JavaProcess framing = start(kafka, topics)) {
            kafka.awaitRecords(topics.frames("vibration"), expected.size());
            assertThat(framing.isAlive()).isTrue();
        }
        List<Observation> frames = new ArrayList<>();
        for (var record : kafka.readCommitted(topics.frames("vibration"))) {
            frames.add(CODEC.decode(record.value()));
        }
        assertThat(frames.stream().map(Observation::id)).doesNotHaveDuplicates();
        assertThat(frames).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(kafka.readCommitted(topics.deadLetters())).isEmpty();
    }

    private JavaProcess start(KafkaFixture kafka, Topics topics) {
        return JavaProcess.start(
                FramingProcess.class,
                Map.of(),
                kafka.bootstrapServers(),
                topics.prefix(),
                TestBundles.fragile().toString(),
                state.toString());
    }

    private static void send(KafkaFixture kafka, Topics topics, List<Observation> readings) {
        String topic = topics.raw("vibration");
        kafka.sendAll(readings.stream()
                .map(reading -> new ProducerRecord<>(
                        topic, reading.entity().getBytes(StandardCharsets.UTF_8), CODEC.encode(topic, reading)))
                .toList());
    }

    /** Once a second, up to 2.5 s late, some twice. */
    private static List<Observation> readings() {
        record Arrival(long at, Observation reading) {}
        Random random = new Random(11);
        List<Arrival> arrivals = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            for (int machine = 0; machine < MACHINES; machine++) {
                Observation reading = reading("machine-" + machine, second);
                for (int copy = 0; copy <= (random.nextInt(20) == 0 ? 1 : 0); copy++) {
                    arrivals.add(new Arrival(second * 1000L + random.nextInt(2500), reading));
                }
            }
        }
        return arrivals.stream()
                .sorted(Comparator.comparingLong(Arrival::at))
                .map(Arrival::reading)
                .toList();
    }

    private static Observation reading(String machine, int second) {
        return new Observation(
                machine + "/" + second,
                machine,
                "vibration",
                TestObservations.NOON.plusSeconds(second),
                new Payload.Reading(List.of("a", "b"), 0, FloatVector.of(second, -second), List.of(), 1));
    }

    private static List<Observation> framed(List<Observation> readings) throws Exception {
        var sensor = (Preprocessing.Sensor) Bundle.read(TestBundles.fragile()).preprocessing();
        var framer = new Framer("vibration", FramingProcess.FRAMING, sensor, new MemorySampleStore());
        List<Observation> frames = new ArrayList<>();
        for (Observation reading : readings) {
            frames.addAll(framer.accept(reading).frames());
        }
        return frames;
    }
}
