package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.JavaProcess;
import io.tributary.testing.KafkaExtension;
import io.tributary.testing.KafkaFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaExtension.class)
final class EncoderCrashIT {
    private static final int OBSERVATIONS = 6000;
    private static final int CRASHES = 3;
    private static final WireFormat WIRE = WireFormat.singleObject();

    @Test
    void anEncoderKilledAgainAndAgainEmbedsEveryObservationExactlyOnce(KafkaFixture kafka) throws RefusedException {
        // Given
        Topics topics = kafka.newTopics();
        kafka.createTopics(List.of(topics.raw("vibration"), topics.embeddings(), topics.deadLetters()));
        sendObservations(kafka, topics);

        // When
        for (int crash = 1; crash <= CRASHES; crash++) {
            try (JavaProcess encoder = encoder(kafka, topics)) {
                // Records of a transaction that is still open count, so the kill comes in the middle of one.
                awaitWritten(kafka, topics, crash * OBSERVATIONS / (CRASHES + 2L));
                encoder.killWithSigkill();
            }
        }

        // Then
        try (JavaProcess encoder = encoder(kafka, topics)) {
            List<Embedding> embeddings =
                    decoded(kafka.awaitRecords(topics.embeddings(), OBSERVATIONS - OBSERVATIONS / 100));
            assertThat(embeddings.stream().map(Embedding::id)).doesNotHaveDuplicates();
            assertThat(embeddings).hasSize(OBSERVATIONS - OBSERVATIONS / 100);
            assertInOrderOfTheirRecords(embeddings);
            assertThat(kafka.awaitRecords(topics.deadLetters(), OBSERVATIONS / 100))
                    .hasSize(OBSERVATIONS / 100);
            assertThat(encoder.isAlive()).isTrue();
        }
    }

    private static JavaProcess encoder(KafkaFixture kafka, Topics topics) {
        return JavaProcess.start(
                EncoderProcess.class,
                Map.of(),
                kafka.bootstrapServers(),
                topics.prefix(),
                TestBundles.fragile().toString());
    }

    /** Every hundredth has channels that the model does not know. */
    private static void sendObservations(KafkaFixture kafka, Topics topics) {
        var codec = new ObservationCodec(WIRE);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < OBSERVATIONS; i++) {
            String entity = "machine-" + i % 40;
            var reading = Payload.Reading.series(List.of("a", i % 100 == 99 ? "z" : "b"), 1, FloatVector.of(i % 16, i));
            var observation = new Observation("reading-" + i, entity, "vibration", TestObservations.NOON, reading);
            records.add(new ProducerRecord<>(
                    topics.raw("vibration"),
                    entity.getBytes(StandardCharsets.UTF_8),
                    codec.encode(topics.raw("vibration"), observation)));
        }
        kafka.sendAll(records);
    }

    private static void awaitWritten(KafkaFixture kafka, Topics topics, long count) {
        Awaitility.await("embeddings that are written")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> written(kafka, topics) >= count);
    }

    private static long written(KafkaFixture kafka, Topics topics) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < KafkaFixture.PARTITIONS; partition++) {
            ends.put(new TopicPartition(topics.embeddings(), partition), OffsetSpec.latest());
        }
        return kafka.admin().listOffsets(ends).all().get().values().stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    private static List<Embedding> decoded(List<ConsumerRecord<byte[], byte[]>> records) throws RefusedException {
        var codec = new EmbeddingCodec(WIRE);
        List<Embedding> embeddings = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            embeddings.add(codec.decode(record.value()));
        }
        return embeddings;
    }

    private static void assertInOrderOfTheirRecords(List<Embedding> embeddings) {
        Map<Integer, Long> last = new HashMap<>();
        for (Embedding embedding : embeddings) {
            SourceOffset source = embedding.source();
            Long before = last.put(source.partition(), source.offset());
            assertThat(before == null || before < source.offset()).isTrue();
        }
    }
}
