package io.tributary.bench.alignment;

import io.tributary.bench.subject.Subject;
import io.tributary.bench.subject.Waiting;
import io.tributary.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.jspecify.annotations.Nullable;

/**
 * A peer on Kafka Streams, with our settings of the same things: one stream thread, a commit every 100 ms, the short waits
 * between transactions. Arguments: {@code outer-join} or {@code cogroup}, bootstrap servers, topic prefix, state directory,
 * {@code exactly-once} or {@code at-least-once}, {@code rocksdb} or {@code memory}, modalities, window and grace in
 * milliseconds.
 */
final class PeerSubject implements Subject {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration STOP = Duration.ofSeconds(20);

    /**
     * Of Kafka Streams' own: how long rows that found no partner may wait, by the wall clock. With its second, a backlog's
     * rows come to the next join after that one's grace.
     */
    private static final String UNJOINED_INTERVAL = "__emit.interval.ms.kstreams.outer.join.spurious.results.fix__";

    private final KafkaStreams streams;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private PeerSubject(KafkaStreams streams) {
        this.streams = streams;
    }

    static PeerSubject start(List<String> arguments) {
        var topics = new Topics(arguments.get(2));
        var peer = new PeerTopology(
                topics.embeddings(),
                topics.decisions(),
                Workload.names(Integer.parseInt(arguments.get(6))),
                Duration.ofMillis(Long.parseLong(arguments.get(7))),
                Duration.ofMillis(Long.parseLong(arguments.get(8))));
        Topology topology = arguments.get(0).equals("cogroup") ? peer.cogroup() : peer.outerJoins();
        var subject = new PeerSubject(new KafkaStreams(topology, settings(arguments)));
        subject.streams.setUncaughtExceptionHandler(thrown -> {
            subject.failure.compareAndSet(null, thrown);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        subject.streams.start();
        Waiting.until(START, () -> {
            subject.requireRunning();
            return subject.streams.state() == KafkaStreams.State.RUNNING;
        });
        return subject;
    }

    private static Properties settings(List<String> arguments) {
        var settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments.get(2) + "-peer");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments.get(1));
        settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments.get(3));
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                arguments.get(4).equals("exactly-once") ? StreamsConfig.EXACTLY_ONCE_V2 : StreamsConfig.AT_LEAST_ONCE);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 5);
        settings.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 10);
        settings.put(UNJOINED_INTERVAL, 0L);
        if (arguments.get(5).equals("memory")) {
            settings.put(
                    StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                    BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        }
        return settings;
    }

    /** {@code commits}: as {@link Commits} has them. */
    @Override
    public String answer(List<String> command) {
        if (!command.get(0).equals("commits")) {
            throw new IllegalArgumentException("unknown command " + command);
        }
        return StreamsMetrics.commits().toLine();
    }

    @Override
    public void requireRunning() {
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the streams application stopped: " + failed, failed);
        }
    }

    @Override
    public void close() {
        streams.close(STOP);
    }
}
