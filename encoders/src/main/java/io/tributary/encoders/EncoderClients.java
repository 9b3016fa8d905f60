package io.tributary.encoders;

import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Modality;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Kafka clients of one encoder.
 *
 * <p>Its instance is a static member of the consumer group: after a crash it takes its partitions back at once, where a new
 * member would wait for the session of the dead one to end.
 */
record EncoderClients(Connection connection, Modality modality) {
    private static final Duration SESSION = Duration.ofSeconds(15);

    /** A poll of images should be able to fill a batch. */
    private static final int BYTES_PER_PARTITION = 8 << 20;

    private static final int REQUEST_BYTES = 128 << 10;

    /**
     * A transaction opens when its batch is encoded, so it only spans the sends and the commit. Whoever takes over from an
     * instance that died in one, and that does not come back, waits this long before he can see where to begin.
     */
    private static final Duration TRANSACTION = Duration.ofSeconds(15);

    private static final Duration DELIVERY = Duration.ofSeconds(45);
    private static final Duration BLOCK = Duration.ofSeconds(20);

    /** Also the group's and the transactions' name. */
    String stage() {
        return "encoder-" + modality.name();
    }

    /** The topic that this encoder reads. */
    String inputTopic() {
        return modality.framing().isPresent()
                ? connection.topics().frames(modality.name())
                : connection.topics().raw(modality.name());
    }

    /** The same after a restart, and different between processes that run at the same time. */
    String slot() {
        return group() + "-" + connection.instance();
    }

    private String group() {
        return connection.topics().prefix() + "-" + stage();
    }

    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> usual = new HashMap<>();
        usual.put(ConsumerConfig.CLIENT_ID_CONFIG, slot());
        usual.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        usual.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BYTES_PER_PARTITION);
        if (!"consumer".equalsIgnoreCase(connection.kafka().get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            // With the newer protocol these two are the broker's.
            usual.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
            usual.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        Map<String, Object> required = Map.of(
                ConsumerConfig.GROUP_ID_CONFIG, group(),
                ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, slot(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG, modality.batching().records());
        return new KafkaConsumer<>(
                connection.clientSettings(usual, required), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Transactional where the connection is exactly-once; transactions are not initialised yet. */
    Producer<byte[], byte[]> producer() {
        Map<String, Object> usual = new HashMap<>();
        usual.put(ProducerConfig.CLIENT_ID_CONFIG, slot());
        usual.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        usual.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK.toMillis());
        // A batch is sent whole, so large requests need no waiting.
        usual.put(ProducerConfig.BATCH_SIZE_CONFIG, REQUEST_BYTES);
        Map<String, Object> required = new HashMap<>();
        required.put(ProducerConfig.ACKS_CONFIG, "all");
        required.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A dead letter has its record's whole value, and raw records may be as large as their topic allows.
        required.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);
        if (connection.exactlyOnce()) {
            usual.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
            // The default of 100 ms, which grows to a second, is what a transaction waits for the one before it to end.
            usual.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
            usual.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 10);
            required.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, slot());
        }
        return new KafkaProducer<>(
                connection.clientSettings(usual, required), new ByteArraySerializer(), new ByteArraySerializer());
    }
}
