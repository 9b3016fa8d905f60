package io.tributary.encoders.swap;

import io.tributary.schemas.Connection;
import io.tributary.schemas.ModelReference;
import io.tributary.schemas.ModelStatus;
import io.tributary.schemas.wire.ModelRecords;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The models topic of an installation, read and written as a whole. Safe for use by several threads. */
public record ModelTopic(Connection connection) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** What the topic says now. */
    public ModelTable read() {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
            return read(consumer);
        }
    }

    /**
     * Asks for a model.
     *
     * @return the record's offset, which the encoders' answers name
     */
    public long push(ModelReference reference) {
        return send(ModelRecords.record(connection.topics(), reference));
    }

    /**
     * Asks for the pipeline file's encoder.
     *
     * @return the record's offset, which the encoders' answers name
     */
    public long withdraw(String modality) {
        return send(ModelRecords.withdrawal(connection.topics(), modality));
    }

    public void answer(ModelStatus status) {
        send(ModelRecords.record(connection.topics(), status));
    }

    /** Reads from the beginning to the end there is now; {@code consumer} goes on from there, if the topic exists. */
    ModelTable read(Consumer<byte[], byte[]> consumer) {
        var table = new ModelTable();
        if (!assign(consumer)) {
            return table;
        }
        consumer.seekToBeginning(consumer.assignment());
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(table::put);
        }
        return table;
    }

    /** Gives the consumer the topic's partitions; false while the topic does not exist. */
    boolean assign(Consumer<byte[], byte[]> consumer) {
        @Nullable
        List<PartitionInfo> partitions =
                consumer.partitionsFor(connection.topics().models());
        if (partitions == null || partitions.isEmpty()) {
            return false;
        }
        consumer.assign(partitions.stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        return true;
    }

    /** Of no group, because everyone reads everything. */
    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> required = Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                // A topic that comes by itself would not be compacted.
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(
                connection.clientSettings(Map.of(), required),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private long send(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> usual = Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        Map<String, Object> required = Map.of(ProducerConfig.ACKS_CONFIG, "all");
        Producer<byte[], byte[]> producer = new KafkaProducer<>(
                connection.clientSettings(usual, required), new ByteArraySerializer(), new ByteArraySerializer());
        try {
            return producer.send(record)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .offset();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    connection.topics().models() + " did not take a record within " + PATIENCE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } finally {
            // What was not sent by now is not waited for any longer.
            producer.close(Duration.ZERO);
        }
    }

    /** Whether a record is about how a modality's encoders shall be. */
    static boolean isReferenceOf(String modality, ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(record.key(), ModelRecords.key(modality));
    }
}
