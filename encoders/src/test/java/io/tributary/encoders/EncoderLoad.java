package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.JavaProcess;
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
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/**
 * Numbered readings for encoders in processes of their own, and the count of what became of them. Every hundredth has
 * channels that the model does not know.
 */
final class EncoderLoad {
    private static final WireFormat WIRE = WireFormat.singleObject();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaFixture kafka;
    private final Topics topics;
    private int sent;

    EncoderLoad(KafkaFixture kafka) {
        this.kafka = kafka;
        this.topics = kafka.newTopics();
        kafka.createTopics(List.of(topics.raw("vibration"), topics.embeddings(), topics.deadLetters()));
    }

    JavaProcess start(int instance) {
        return JavaProcess.start(
                EncoderProcess.class,
                Map.of(),
                kafka.bootstrapServers(),
                topics.prefix(),
                TestBundles.fragile().toString(),
                Integer.toString(instance));
    }

    void send(int count) {
        var codec = new ObservationCodec(WIRE);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = sent; i < sent + count; i++) {
            String entity = "machine-" + i % 40;
            var reading = Payload.Reading.series(List.of("a", i % 100 == 99 ? "z" : "b"), 1, FloatVector.of(i % 16, i));
            var observation = new Observation("reading-" + i, entity, "vibration", TestObservations.NOON, reading);
            records.add(new ProducerRecord<>(
                    topics.raw("vibration"),
                    entity.getBytes(StandardCharsets.UTF_8),
                    codec.encode(topics.raw("vibration"), observation)));
        }
        kafka.sendAll(records);
        sent += count;
    }

    /** Waits for records of the embeddings topic, those of a transaction that is still open among them. */
    void awaitWritten(long count, List<JavaProcess> encoders) {
        try {
            Awaitility.await("embeddings that are written")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .failFast(() -> encoders.stream().anyMatch(encoder -> !encoder.isAlive()))
                    .until(() -> written() >= count);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new AssertionError(written() + " of " + count + " were written: " + output(encoders), e);
        }
    }

    private static String output(List<JavaProcess> encoders) {
        return String.join(
                "\n",
                encoders.stream().flatMap(encoder -> encoder.output().stream()).toList());
    }

    long written() {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < KafkaFixture.PARTITIONS; partition++) {
            ends.put(new TopicPartition(topics.embeddings(), partition), OffsetSpec.latest());
        }
        try {
            return kafka.admin().listOffsets(ends).all().get().values().stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits until all that was sent came out, and counts by id: nothing lost, nothing doubled, nothing out of order. */
    void assertEmbeddedExactlyOnce() throws RefusedException {
        List<Embedding> embeddings = decoded(kafka.awaitRecords(topics.embeddings(), sent - sent / 100));
        assertThat(embeddings.stream().map(Embedding::id)).doesNotHaveDuplicates();
        assertThat(embeddings).hasSize(sent - sent / 100);
        assertInOrderOfTheirRecords(embeddings);
        assertThat(kafka.awaitRecords(topics.deadLetters(), sent / 100)).hasSize(sent / 100);
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
            Long before =
                    last.put(embedding.source().partition(), embedding.source().offset());
            assertThat(before == null || before < embedding.source().offset()).isTrue();
        }
    }
}
