package io.tributary.testing;

import io.tributary.broker.EmbeddedBroker;
import io.tributary.schemas.Connection;
import io.tributary.schemas.TopicLeaders;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.testcontainers.kafka.KafkaContainer;

/** A real broker, and what tests do with it. Safe for use by tests that run at the same time, each with own topics. */
public final class KafkaFixture implements AutoCloseable {
    /** Partitions of every topic that the fixture creates. */
    public static final int PARTITIONS = 3;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String IMAGE = "apache/kafka:4.3.1";

    private final AutoCloseable broker;
    private final String bootstrapServers;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final TemporaryDirectories directories;

    private KafkaFixture(AutoCloseable broker, String bootstrapServers, TemporaryDirectories directories) {
        this.broker = broker;
        this.directories = directories;
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static KafkaFixture start() {
        String kind = System.getProperty("tributary.test.broker", "embedded");
        var directories = new TemporaryDirectories();
        switch (kind) {
            case "embedded":
                EmbeddedBroker embedded = EmbeddedBroker.start(directories.create(), 0);
                return new KafkaFixture(embedded, embedded.bootstrapServers(), directories);
            case "container":
                KafkaContainer container = container();
                container.start();
                return new KafkaFixture(container, container.getBootstrapServers(), directories);
            default:
                throw new IllegalArgumentException(
                        "tributary.test.broker is '" + kind + "', expected embedded or container");
        }
    }

    /** As the embedded broker is set: no topic comes by itself, groups form at once, images fit. */
    private static KafkaContainer container() {
        return new KafkaContainer(IMAGE)
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
                .withEnv("KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS", "1000")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", Integer.toString(10 << 20));
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Names of topics that no other test has. */
    public Topics newTopics() {
        return new Topics("t-" + UUID.randomUUID().toString().substring(0, 8));
    }

    /** An exactly-once connection of instance 0 with a state directory of its own. */
    public Connection connection(Topics topics) {
        return new Connection(
                Map.of("bootstrap.servers", bootstrapServers),
                topics,
                WireFormat.singleObject(),
                directories.create(),
                "0",
                true);
    }

    public void create(Topics topics, Pipeline pipeline) {
        createTopics(topics.all(pipeline));
        createModels(topics);
    }

    /** Creates the topic of model references, compacted as the program does it. */
    public void createModels(Topics topics) {
        create(
                List.of(topics.models()),
                1,
                Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime"));
    }

    /** Creates topics as the program does; they keep their records however old those are. */
    public void createTopics(Collection<String> names) {
        create(
                names,
                PARTITIONS,
                Map.of(
                        "message.timestamp.type",
                        "LogAppendTime",
                        "retention.ms",
                        "-1",
                        "max.message.bytes",
                        "8388608"));
    }

    private void create(Collection<String> names, int partitions, Map<String, String> settings) {
        try {
            admin.createTopics(names.stream()
                            .map(name -> new NewTopic(name, partitions, (short) 1).configs(settings))
                            .toList())
                    .all()
                    .get();
            TopicLeaders.await(
                    admin, names.stream().collect(Collectors.toMap(name -> name, name -> partitions)), TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the topics " + names + " were not created", e);
        }
    }

    /** Sends many records, batched, and waits until the broker has every one of them. */
    public void sendAll(Iterable<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        records.forEach(record -> sent.add(producer.send(record)));
        producer.flush();
        sent.forEach(KafkaFixture::await);
    }

    private static void await(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take a record", e.getCause());
        }
    }

    /** Sends one record and waits until the broker has it. */
    public void send(String topic, @Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        var record = new ProducerRecord<byte[], byte[]>(
                topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        await(producer.send(record));
    }

    public void send(String topic, @Nullable String key, byte @Nullable [] value) {
        send(topic, key, value, Map.of());
    }

    /** Every committed record of a topic, in the order of each partition. */
    public List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Waits until a topic has at least {@code count} committed records, and returns all there are then. */
    public List<ConsumerRecord<byte[], byte[]>> awaitRecords(String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        // Asserts numbers, so that a failure says how many there were and not what thousands of them hold.
        Awaitility.await("records of " + topic)
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    records.clear();
                    records.addAll(readCommitted(topic));
                    if (records.size() < count) {
                        throw new AssertionError(topic + " has " + records.size() + " records, expected " + count);
                    }
                });
        return records;
    }

    public Admin admin() {
        return admin;
    }

    @Override
    public void close() throws Exception {
        try (directories;
                broker;
                admin;
                producer) {
            // Closed by leaving: the clients before the broker, and what it wrote last.
        }
    }
}
