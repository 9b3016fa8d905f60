package io.tributary.bench.kafka;

import io.tributary.schemas.RefusedException;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What can be read of an embeddings topic by those who read committed records only: records, not offsets. */
final class Results implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EmbeddingCodec codec = new EmbeddingCodec(WireFormat.singleObject());

    Results(String servers, String topic) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, Load.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        // So that the first round does not pay for the first fetch.
        consumer.poll(POLL);
    }

    /** How many came within a moment. */
    int next() {
        return consumer.poll(POLL).count();
    }

    /** The numbers of those that came within a moment, and when. */
    Visible nextNumbers() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        long now = System.nanoTime();
        long[] numbers = new long[records.count()];
        int place = 0;
        for (ConsumerRecord<byte[], byte[]> record : records) {
            numbers[place++] = number(record.value());
        }
        return new Visible(now, numbers);
    }

    private long number(byte[] value) {
        try {
            return Long.parseLong(codec.decode(value).id().substring(2));
        } catch (RefusedException e) {
            throw new IllegalStateException("an embedding cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** @param nanos of {@link System#nanoTime()} */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    record Visible(long nanos, long[] numbers) {}
}
