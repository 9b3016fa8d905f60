package io.tributary.ingest;

import io.tributary.schemas.Bound;
import io.tributary.schemas.CloudEvents;
import io.tributary.schemas.Connection;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.ObservationJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts observations on their raw topics: checked at the door, keyed by entity, each once and in the order of the calls.
 *
 * <p>Safe for use by several threads. Sending is asynchronous; a record that Kafka did not take makes every later call
 * and {@link #flush()} throw, so nothing is lost in silence. {@link #close()} sends what is under way.
 */
public final class ObservationSender implements AutoCloseable {
    /** The stage that dead letters written here name. */
    public static final String STAGE = "ingest";

    /** A largest image with the rest of its record; raw topics of images need as much in {@code max.message.bytes}. */
    public static final int MAX_RECORD_BYTES = 8 << 20;

    private final Connection connection;
    private final Door door;
    private final String probe;
    private final ObservationCodec codec;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    public ObservationSender(Connection connection, Pipeline pipeline) {
        this(connection, pipeline, Map.of());
    }

    /** @param own producer settings that win over the connection's */
    ObservationSender(Connection connection, Pipeline pipeline, Map<String, ?> own) {
        this.connection = connection;
        this.door = new Door(pipeline, Clock.systemUTC());
        this.probe = connection.topics().raw(pipeline.modalityNames().get(0));
        this.codec = new ObservationCodec(connection.wire());
        this.producer =
                new KafkaProducer<>(settings(connection, own), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> settings(Connection connection, Map<String, ?> own) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        settings.putAll(connection.kafka());
        settings.putAll(own);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // On a partition that is just being created, the first of two requests in flight can fail and the second be
        // taken. The broker then knows no earlier sequence, and the first is out of order however often it is retried.
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return settings;
    }

    /**
     * Sends one observation, unless it is refused; nothing becomes of a refused one, the caller has to tell its source.
     *
     * @return why it was refused; empty when it is on its way
     * @throws DeliveryFailedException if Kafka did not take an earlier one
     */
    public Optional<Refusal> send(Observation observation) {
        throwFailure();
        Optional<Refusal> refusal = refuse(observation);
        if (refusal.isEmpty()) {
            deliver(observation).whenComplete((done, error) -> fail(error));
        }
        return refusal;
    }

    /**
     * Like {@link #send}, for sources that nobody answers to: a refused observation goes to the dead-letter topic as JSON,
     * with its raw topic, partition -1 and offset -1 as its source, because it never was a record.
     */
    public Optional<Refusal> sendOrDeadLetter(Observation observation) {
        Optional<Refusal> refusal = send(observation);
        refusal.ifPresent(why -> {
            var source = new SourceOffset(connection.topics().raw(observation.modality()), -1, -1);
            var key = observation.entity().getBytes(StandardCharsets.UTF_8);
            deadLetter(new DeadLetter(STAGE, why, source, key, json(observation)));
        });
        return refusal;
    }

    /** Sets aside something that is not an observation; its value is taken for JSON. */
    void deadLetter(DeadLetter letter) {
        throwFailure();
        Headers headers = new RecordHeaders();
        headers.add(CloudEvents.CONTENT_TYPE, CloudEvents.JSON.getBytes(StandardCharsets.UTF_8));
        deliver(letter.toRecord(connection.topics(), headers)).whenComplete((done, error) -> {
            if (error instanceof RecordTooLargeException && letter.value() != null) {
                // The cause matters more than the payload: it is kept without.
                deadLetter(new DeadLetter(letter.stage(), letter.refusal(), letter.source(), letter.key(), null));
            } else {
                fail(error);
            }
        });
    }

    /**
     * Sends what a producer says of its modality, behind everything that was sent before; of every entity, to each partition.
     *
     * @return why it was refused; empty when it is on its way
     * @throws DeliveryFailedException if Kafka did not take an earlier record
     */
    public Optional<Refusal> send(Bound bound) {
        throwFailure();
        Optional<Refusal> refusal = refuse(bound);
        if (refusal.isEmpty()) {
            deliver(bound).whenComplete((done, error) -> fail(error));
        }
        return refusal;
    }

    Optional<Refusal> refuse(Bound bound) {
        return door.refuse(bound);
    }

    CompletableFuture<Void> deliver(Bound bound) {
        String topic = connection.topics().raw(bound.modality());
        if (bound.entity().isPresent()) {
            return deliver(bound.toRecord(topic, null, false));
        }
        try {
            return CompletableFuture.allOf(producer.partitionsFor(topic).stream()
                    .map(partition -> deliver(bound.toRecord(topic, partition.partition(), false)))
                    .toArray(CompletableFuture[]::new));
        } catch (KafkaException | IllegalStateException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Checks one observation, and counts it when it is refused. */
    Optional<Refusal> refuse(Observation observation) {
        Optional<Refusal> refusal = door.refuse(observation);
        refusal.ifPresent(why -> refused.incrementAndGet());
        return refusal;
    }

    /** Sends an observation that was checked; the future fails with Kafka's reason and does not fail this sender. */
    CompletableFuture<Void> deliver(Observation observation) {
        String topic = connection.topics().raw(observation.modality());
        var record = new ProducerRecord<>(
                topic, observation.entity().getBytes(StandardCharsets.UTF_8), codec.encode(topic, observation));
        CloudEvents.write(
                record.headers(),
                "io.tributary.observation",
                STAGE,
                observation.id(),
                observation.entity(),
                observation.at(),
                observation.traceparent());
        return deliver(record).thenRun(sent::incrementAndGet);
    }

    /** Whether Kafka answers for the first raw topic; waits as long as the producer's {@code max.block.ms}. */
    boolean reachesKafka() {
        try {
            return !producer.partitionsFor(probe).isEmpty();
        } catch (KafkaException | IllegalStateException e) {
            return false;
        }
    }

    private CompletableFuture<Void> deliver(ProducerRecord<byte[], byte[]> record) {
        var delivered = new CompletableFuture<Void>();
        try {
            producer.send(record, (metadata, error) -> {
                if (error == null) {
                    delivered.complete(null);
                } else {
                    delivered.completeExceptionally(error);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            delivered.completeExceptionally(e);
        }
        return delivered;
    }

    /**
     * Waits until Kafka has everything sent so far.
     *
     * @throws DeliveryFailedException if it did not take all of it
     */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    /** Observations that Kafka has acknowledged. */
    public long sent() {
        return sent.get();
    }

    /** Observations refused at the door. */
    public long refused() {
        return refused.get();
    }

    /** Why Kafka did not take a record, if it did not. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Sends what is under way, at most 30 s long; {@link #failure()} then says whether Kafka took all of it. */
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(30));
    }

    private void fail(@org.jspecify.annotations.Nullable Throwable error) {
        if (error != null) {
            Throwable cause = error.getCause();
            boolean wrapped = error instanceof java.util.concurrent.CompletionException && cause != null;
            failure.compareAndSet(null, wrapped ? cause : error);
        }
    }

    private void throwFailure() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new DeliveryFailedException(
                    "Kafka at " + connection.kafka().get("bootstrap.servers") + " did not take an observation: "
                            + cause.getMessage(),
                    cause);
        }
    }

    private static byte[] json(Observation observation) {
        return ObservationJson.write(observation).toString().getBytes(StandardCharsets.UTF_8);
    }
}
