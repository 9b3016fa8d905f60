package io.tributary.encoders.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.TestBundles;
import io.tributary.encoders.TestObservations;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Framing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
final class FramingStageIT {
    private static final ObservationCodec CODEC = new ObservationCodec(WireFormat.singleObject());
    private static final Framing FRAMING = new Framing(
            Duration.ofSeconds(8),
            Duration.ofSeconds(4),
            Duration.ofSeconds(1),
            Duration.ofSeconds(4),
            0.3f,
            Duration.ofMinutes(10));
    private static final Modality MODALITY = TestBundles.framed("vibration", TestBundles.fragile(), FRAMING);

    @Test
    void aRestartOnAnotherMachineNeitherLosesNorRepeatsAFrame(KafkaFixture kafka) throws Exception {
        // Given
        Topics topics = kafka.newTopics();
        kafka.createTopics(List.of(topics.raw("vibration"), topics.frames("vibration"), topics.deadLetters()));
        List<Observation> readings = new ArrayList<>();
        for (int second = 0; second < 62; second++) {
            for (int machine = 0; machine < 3; machine++) {
                readings.add(reading("machine-" + machine, second));
            }
        }
        int half = readings.size() / 2 + 1;
        List<Observation> expected = framed(readings);
        List<Observation> expectedOfFirstHalf = framed(readings.subList(0, half));

        // When: the second run has an empty state directory, and the frames that were open come from the changelog.
        run(kafka, topics, readings.subList(0, half), expectedOfFirstHalf.size());
        run(kafka, topics, readings.subList(half, readings.size()), expected.size());

        // Then
        List<Observation> frames = new ArrayList<>();
        for (var record : kafka.readCommitted(topics.frames("vibration"))) {
            frames.add(CODEC.decode(record.value()));
        }
        assertThat(frames).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(kafka.readCommitted(topics.deadLetters())).isEmpty();
    }

    private static void run(KafkaFixture kafka, Topics topics, List<Observation> readings, int frames) {
        try (var stage = new FramingStage(kafka.connection(topics), MODALITY)) {
            stage.start();
            readings.forEach(reading -> kafka.send(
                    topics.raw("vibration"), reading.entity(), CODEC.encode(topics.raw("vibration"), reading)));
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(stage::isReady);
            kafka.awaitRecords(topics.frames("vibration"), frames);
            assertThat(stage.failure()).isEmpty();
        }
    }

    private static List<Observation> framed(List<Observation> readings) throws Exception {
        var framer = new Framer(
                "vibration",
                FRAMING,
                (io.tributary.encoders.model.Preprocessing.Sensor)
                        io.tributary.encoders.model.Bundle.read(TestBundles.fragile())
                                .preprocessing(),
                new MemorySampleStore());
        List<Observation> frames = new ArrayList<>();
        for (Observation reading : readings) {
            frames.addAll(framer.accept(reading).frames());
        }
        return frames;
    }

    private static Observation reading(String machine, int second) {
        return new Observation(
                machine + "/" + second,
                machine,
                "vibration",
                TestObservations.NOON.plusSeconds(second),
                new Payload.Reading(List.of("a", "b"), 0, FloatVector.of(second, -second), List.of(), 1));
    }
}
