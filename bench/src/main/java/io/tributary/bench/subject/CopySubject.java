package io.tributary.bench.subject;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The least that moves records from topic to topic exactly once: poll, send, commit with the offsets. Arguments: bootstrap
 * servers, the topic read, the topic written, most records of a poll, bytes of a value written.
 */
final class CopySubject implements Subject {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final String from;
    private final String to;
    private final byte[] value;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Thread thread = new Thread(this::run, "copy");
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile boolean assigned;

    private CopySubject(List<String> arguments) {
        this.from = arguments.get(1);
        this.to = arguments.get(2);
        this.value = new byte[Integer.parseInt(arguments.get(4))];
        this.consumer = new KafkaConsumer<>(
                consumerSettings(arguments.get(0), Integer.parseInt(arguments.get(3))),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                producerSettings(arguments.get(0)), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static CopySubject start(List<String> arguments) {
        var subject = new CopySubject(arguments);
        subject.thread.start();
        Waiting.until(START, () -> {
            subject.requireRunning();
            return subject.assigned;
        });
        return subject;
    }

    private Map<String, Object> consumerSettings(String servers, int records) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, to + "-copy");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        return settings;
    }

    private Map<String, Object> producerSettings(String servers) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, to + "-copy");
        // What a transaction waits for the one before it to end; without the second it is longer each time.
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 5);
        return settings;
    }

    private void run() {
        try (consumer;
                producer) {
            producer.initTransactions();
            consumer.subscribe(List.of(from));
            while (!Thread.currentThread().isInterrupted()) {
                copy(consumer.poll(POLL));
                assigned = assigned || !consumer.assignment().isEmpty();
            }
        } catch (WakeupException e) {
            // Asked to end.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void copy(ConsumerRecords<byte[], byte[]> records) {
        if (records.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            // A copy of its own, as whatever has a value to write must make one.
            producer.send(new ProducerRecord<>(to, record.key(), Arrays.copyOf(value, value.length)));
        }
        producer.sendOffsetsToTransaction(records.nextOffsets(), consumer.groupMetadata());
        producer.commitTransaction();
    }

    @Override
    public void requireRunning() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the copy loop stopped: " + failed, failed);
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(START.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
