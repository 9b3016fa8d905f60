package io.tributary.encoders;

import io.tributary.schemas.Connection;
import io.tributary.schemas.Kind;
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

    /** How long a slow model may work on one poll; far more than it should. */
    private static final Duration LONGEST_POLL = Duration.ofMinutes(10);

    private static final int RECORDS_PER_POLL = 256;
    private static final int IMAGES_PER_POLL = 64;

    /** A transaction opens when its batch is encoded, so it only spans the sends and the commit. */
    private static final Duration TRANSACTION = Duration.ofSeconds(60);

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
        Map<String, Object> own = new HashMap<>();
        own.put(ConsumerConfig.GROUP_ID_CONFIG, group());
        own.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, slot());
        own.put(ConsumerConfig.CLIENT_ID_CONFIG, slot());
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) LONGEST_POLL.toMillis());
        own.put(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                modality.kind() == Kind.IMAGE ? IMAGES_PER_POLL : RECORDS_PER_POLL);
        if (!"consumer".equalsIgnoreCase(connection.kafka().get(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
            // With the newer protocol these two are the broker's.
            own.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
            own.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        return new KafkaConsumer<>(
                connection.clientSettings(own), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Transactional where the connection is exactly-once; transactions are not initialised yet. */
    Producer<byte[], byte[]> producer() {
        Map<String, Object> own = new HashMap<>();
        own.put(ProducerConfig.CLIENT_ID_CONFIG, slot());
        own.put(ProducerConfig.ACKS_CONFIG, "all");
        own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY.toMillis());
        own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK.toMillis());
        // A dead letter has its record's whole value, and raw records may be as large as their topic allows.
        own.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);
        if (connection.exactlyOnce()) {
            own.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, slot());
            own.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
            // The default of 100 ms is what a transaction waits for the one before it to end.
            own.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        }
        return new KafkaProducer<>(
                connection.clientSettings(own), new ByteArraySerializer(), new ByteArraySerializer());
    }
}
