package io.tributary.fusion;

import static java.util.Map.entry;

import io.tributary.schemas.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka Streams is told. Settings of the connection win where a user may know better, such as time-outs. */
record FusionSettings(Connection connection) {
    private static final int LARGEST_RECORD = 16 * 1024 * 1024;
    private static final int LONGEST_TRANSACTION_MILLIS = 30_000;
    private static final int BATCH = 128 * 1024;
    private static final int RESTORE_FETCH = 8 * 1024 * 1024;
    private static final int RESTORE_RECORDS = 10_000;
    private static final int AS_THE_SYSTEM_HAS_IT = -1;

    String applicationId() {
        return connection.topics().prefix() + "-" + FusionStage.NAME;
    }

    Properties properties() {
        Map<String, Object> settings = new HashMap<>(defaults());
        // Where results count at commits, what is sent before them is not waited for then; else all waiting is latency.
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), connection.exactlyOnce() ? 5 : 1);
        settings.putAll(connection.clientSettings(fixed()));
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    private static Map<String, Object> defaults() {
        return Map.ofEntries(
                // The processor asks for commits. Kafka Streams counts a tick itself as work, so with an interval as
                // short
                // as the tick it would write a hundred empty transactions a second.
                entry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 5_000),
                // A partition's only input is its own topic, so there is nothing to wait for; being asked for it, Kafka
                // Streams formats a message whenever a partition has no record.
                entry(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED),
                // Longest wait for records before the clock is looked at.
                entry(StreamsConfig.POLL_MS_CONFIG, 5),
                // A member that died is noticed after this long; the default of 45 s is how long a crash would be felt.
                entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000),
                // Commits follow each other closely: the default of 100 ms, growing to a second, would be the latency
                // of each.
                entry(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 5),
                entry(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 10),
                // A record that closes a million windows takes some seconds, though they are decided in many
                // transactions. One that took longer would be taken back and begun anew for ever.
                entry(
                        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                        LONGEST_TRANSACTION_MILLIS),
                // Embeddings are a few KiB each: of the default batch there would be a request for every eight.
                entry(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH),
                // State is brought back by one thread, which waits for every answer of the broker: a few large ones.
                entry(
                        StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                        RESTORE_FETCH),
                entry(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), RESTORE_RECORDS),
                entry(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), AS_THE_SYSTEM_HAS_IT),
                // A dead letter is as large as the record that was refused.
                entry(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LARGEST_RECORD));
    }

    private Map<String, Object> fixed() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId());
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                connection.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, connection.stateDirectory().toString());
        settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        // A slot that comes back after a crash takes its own place at once instead of waiting for its own time-out.
        settings.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                applicationId() + "-" + connection.instance());
        return settings;
    }
}
