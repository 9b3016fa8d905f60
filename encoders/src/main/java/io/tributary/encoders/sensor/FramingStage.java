package io.tributary.encoders.sensor;

import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Stage;
import io.tributary.schemas.pipeline.Modality;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cuts one sensor modality's readings into frames: raw topic to frames topic, by Kafka Streams. */
public final class FramingStage implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(FramingStage.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final int SESSION_MILLIS = 15_000;

    private final Modality modality;
    private final KafkaStreams streams;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /**
     * @param modality a sensor with framing; its encoder's bundle says channels and points of a frame
     * @throws InvalidBundleException if that bundle cannot be read or is not a sensor's
     */
    public FramingStage(Connection connection, Modality modality) {
        this.modality = modality;
        Bundle bundle = Bundle.read(modality.encoder());
        if (!(bundle.preprocessing() instanceof Preprocessing.Sensor sensor)) {
            throw new InvalidBundleException(modality.encoder() + " encodes "
                    + bundle.kind().lowerCase() + ", expected sensor; correct 'encoder' of modality '"
                    + modality.name() + "'");
        }
        var topology = new FramingTopology(modality, sensor, connection.topics(), connection.wire()).build();
        this.streams = new KafkaStreams(topology, settings(connection, modality));
        streams.setUncaughtExceptionHandler(this::stop);
    }

    private StreamThreadExceptionResponse stop(Throwable cause) {
        failure.compareAndSet(null, cause);
        LOG.atError().setCause(cause).addKeyValue("stage", name()).log("The stage stops");
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    static String nameOf(Modality modality) {
        return "framing-" + modality.name();
    }

    private static Properties settings(Connection connection, Modality modality) {
        Map<String, Object> own = new HashMap<>();
        own.put(StreamsConfig.APPLICATION_ID_CONFIG, connection.topics().prefix() + "-" + nameOf(modality));
        own.put(StreamsConfig.STATE_DIR_CONFIG, connection.stateDirectory().toString());
        own.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                connection.exactlyOnce() ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        own.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        own.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        own.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        own.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        if (!"streams".equalsIgnoreCase(connection.kafka().get(StreamsConfig.GROUP_PROTOCOL_CONFIG))) {
            // A static member takes its partitions back at once after a crash.
            own.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                    connection.topics().prefix() + "-" + nameOf(modality) + "-" + connection.instance());
            own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MILLIS);
        }
        own.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 5);
        own.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 10);
        // A dead letter has its record's whole value, and raw records may be as large as their topic allows.
        own.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 16 << 20);
        var settings = new Properties();
        settings.putAll(connection.clientSettings(own));
        return settings;
    }

    @Override
    public String name() {
        return nameOf(modality);
    }

    @Override
    public void start() {
        streams.start();
    }

    @Override
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    @Override
    public void close() {
        if (!streams.close(CLOSE_TIMEOUT)) {
            LOG.atWarn().addKeyValue("stage", name()).log("The stage did not end in time");
        }
    }
}
