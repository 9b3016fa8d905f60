package io.tributary.schemas;

import io.tributary.schemas.wire.WireFormat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * How the stages of one process reach Kafka.
 *
 * @param kafka client settings that every consumer, producer and Streams application gets; has {@code bootstrap.servers}
 * @param wire how Avro records are framed
 * @param stateDirectory where Kafka Streams keeps its stores
 * @param instance the slot of this process among its equals, such as {@code 0}; part of every {@code transactional.id},
 *     so it must be the same after a restart and different between processes that run at the same time
 * @param exactlyOnce transactions from raw topic to decision, or at-least-once for lower latency
 * @param storesInMemory whether fusion's state is on the heap as a whole, to be read from Kafka at every start, or on disk
 */
public record Connection(
        Map<String, String> kafka,
        Topics topics,
        WireFormat wire,
        Path stateDirectory,
        String instance,
        boolean exactlyOnce,
        boolean storesInMemory) {
    public Connection {
        kafka = Map.copyOf(kafka);
        if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new IllegalArgumentException(
                    "kafka.bootstrap.servers is not set, expected host:port of a Kafka broker");
        }
        if (!instance.matches("[a-zA-Z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "instance is '" + instance + "', expected letters, digits, '.', '_' or '-'");
        }
    }

    /** With stores on disk. */
    public Connection(
            Map<String, String> kafka,
            Topics topics,
            WireFormat wire,
            Path stateDirectory,
            String instance,
            boolean exactlyOnce) {
        this(kafka, topics, wire, stateDirectory, instance, exactlyOnce, false);
    }

    /** A connection with the default prefix, bundled schemas, exactly-once, as instance 0. */
    public static Connection to(String bootstrapServers, Path stateDirectory) {
        return new Connection(
                Map.of("bootstrap.servers", bootstrapServers),
                Topics.DEFAULT,
                WireFormat.singleObject(),
                stateDirectory,
                "0",
                true);
    }

    /** Client settings: what every client gets, then {@code own}, which wins. */
    public Map<String, Object> clientSettings(Map<String, ?> own) {
        return clientSettings(Map.of(), own);
    }

    /**
     * Settings of a Kafka client.
     *
     * @param usual what holds unless the connection says otherwise
     * @param required what holds whatever the connection says
     */
    public Map<String, Object> clientSettings(Map<String, ?> usual, Map<String, ?> required) {
        Map<String, Object> settings = new HashMap<>(usual);
        settings.putAll(kafka);
        settings.putAll(required);
        return settings;
    }
}
