package io.tributary.bench.alignment;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How large the state of a Kafka Streams application is: the keys and values that are left when its changelogs are read from
 * the beginning, which is what a restart has to bring back. It is the same whatever a store does on disk.
 *
 * @param servers of the broker
 * @param prefix of the application's id
 */
public record Changelogs(String servers, String prefix) {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int QUIET_POLLS = 10;
    private static final int MOST_POLLS = 3_000;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** With which ours restores; the rest is as consumers have it by default. */
    private static final Map<String, Object> RESTORING = Map.of(
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000,
            ConsumerConfig.RECEIVE_BUFFER_CONFIG, -1);

    /** Reads until nothing has come for two seconds after something has. */
    public long liveBytes() {
        Map<String, Integer> sizes = new HashMap<>();
        try (var consumer = consumer(Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000))) {
            consumer.assign(partitions(consumer));
            int quiet = 0;
            for (int poll = 0; poll < MOST_POLLS && quiet < QUIET_POLLS; poll++) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                quiet = !records.isEmpty() || sizes.isEmpty() ? 0 : quiet + 1;
                records.forEach(record -> take(record, sizes));
            }
        }
        return sizes.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Reads to the end, as a plain consumer with the settings of the one that ours restores with, and keeps nothing. */
    public ChangelogRead read() {
        try (var consumer = consumer(RESTORING)) {
            List<TopicPartition> partitions = partitions(consumer);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long count = 0;
            long bytes = 0;
            long start = System.nanoTime();
            long limit = start + LIMIT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    count++;
                    bytes += record.serializedKeySize() + Math.max(0, record.serializedValueSize());
                }
                if (System.nanoTime() > limit) {
                    throw new IllegalStateException(
                            "the changelogs of " + prefix + " were not read to their end within " + LIMIT);
                }
            }
            return new ChangelogRead(count, bytes, System.nanoTime() - start);
        }
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Map<String, Integer> sizes) {
        String key =
                record.topic() + "/" + record.partition() + "/" + new String(record.key(), StandardCharsets.ISO_8859_1);
        if (record.value() == null) {
            sizes.remove(key);
        } else {
            sizes.put(key, record.key().length + record.value().length);
        }
    }

    private List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.listTopics().forEach((topic, infos) -> {
            if (topic.startsWith(prefix + "-") && topic.endsWith("-changelog")) {
                infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
        });
        return partitions;
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.putAll(own);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
