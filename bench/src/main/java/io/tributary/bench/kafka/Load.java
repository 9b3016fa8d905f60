package io.tributary.bench.kafka;

import io.tributary.bench.load.Inputs;
import io.tributary.schemas.Observation;
import io.tributary.schemas.TopicLeaders;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Fills raw topics. A round's records are sent in one transaction, so that they all appear at its commit: the clock starts
 * with the work there and nothing of it begun.
 */
public final class Load implements AutoCloseable {
    public static final int PARTITIONS = 4;
    private static final int ENTITIES = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TRANSACTION_MILLIS = 600_000;

    private final String servers;
    private final Admin admin;
    private final Producer<byte[], byte[]> transactional;
    private final ObservationCodec codec = new ObservationCodec(WireFormat.singleObject());

    public Load(String servers) {
        this.servers = servers;
        this.admin = Admin.create(Map.of("bootstrap.servers", servers));
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "bench-load-" + UUID.randomUUID());
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 128L << 20);
        this.transactional = producer(settings);
        transactional.initTransactions();
    }

    private Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 << 20);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A producer whose records appear at once, not in transactions; the caller closes it. */
    public Producer<byte[], byte[]> plain() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        // The default is 5 ms, which would be measured as somebody's latency.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        return producer(settings);
    }

    public String servers() {
        return servers;
    }

    /** Creates topics as {@code tributary run} does, and waits until their leaders serve. */
    public void create(List<String> topics) {
        try {
            admin.createTopics(topics.stream()
                            .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1)
                                    .configs(Map.of(
                                            "message.timestamp.type", "LogAppendTime",
                                            "max.message.bytes", "8388608",
                                            "file.delete.delay.ms", "100")))
                            .toList())
                    .all()
                    .get();
            TopicLeaders.await(
                    admin, topics.stream().collect(Collectors.toMap(topic -> topic, topic -> PARTITIONS)), PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while topics were created", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the topics " + topics + " were not created: " + e.getCause(), e);
        }
    }

    /** Deletes topics, whose disk is wanted for the next. */
    public void delete(List<String> topics) {
        try {
            admin.deleteTopics(topics).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topics " + topics + " were not deleted: " + e.getCause(), e);
        }
    }

    /** Sends payloads {@code from} to {@code from + count - 1}, which nobody who reads committed records sees yet. */
    void prepare(String topic, String modality, Inputs inputs, long from, int count) {
        transactional.beginTransaction();
        for (long number = from; number < from + count; number++) {
            transactional.send(record(topic, modality, inputs, number));
        }
        transactional.flush();
    }

    /** Sends these records, which nobody who reads committed records sees yet. */
    public void prepare(Iterable<ProducerRecord<byte[], byte[]>> records) {
        transactional.beginTransaction();
        records.forEach(transactional::send);
        transactional.flush();
    }

    /** Lets them be seen. */
    public void release() {
        transactional.commitTransaction();
    }

    /** The observation of a number; its id ends with it. */
    ProducerRecord<byte[], byte[]> record(String topic, String modality, Inputs inputs, long number) {
        String entity = "entity-" + number % ENTITIES;
        var observation = new Observation("n-" + number, entity, modality, Instant.now(), inputs.payload(number));
        return new ProducerRecord<>(topic, entity.getBytes(StandardCharsets.UTF_8), codec.encode(topic, observation));
    }

    @Override
    public void close() {
        transactional.close();
        admin.close();
    }
}
