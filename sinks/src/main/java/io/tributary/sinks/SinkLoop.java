package io.tributary.sinks;

import io.tributary.schemas.Connection;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Decision;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.wire.DecisionCodec;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Poll, write, commit; and while the target is down, poll paused partitions so that the group keeps its member.
 *
 * <p>{@link #run()} and {@link #close()} belong to one thread; the other methods may come from any.
 */
final class SinkLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkLoop.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Decisions of each partition that a volatile sink is shown at its start. */
    private static final long HISTORY = 2_000;

    private final Connection connection;
    private final Sink sink;
    private final Backoff backoff;
    private final DecisionCodec codec;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> deadLetterProducer;
    private final List<Pending> pending = new ArrayList<>();
    private final Map<TopicPartition, Long> historyEnds = new HashMap<>();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong deadLetters = new AtomicLong();
    private volatile boolean stopping;
    private volatile boolean assigned;
    private volatile int failures;
    private long retryAtNanos;

    SinkLoop(Connection connection, Sink sink, Backoff backoff) {
        this.connection = connection;
        this.sink = sink;
        this.backoff = backoff;
        this.codec = new DecisionCodec(connection.wire());
        Map<String, Object> own = new HashMap<>();
        own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        own.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        if (!sink.isVolatile()) {
            own.put(ConsumerConfig.GROUP_ID_CONFIG, connection.topics().prefix() + "-sink-" + sink.type());
        }
        this.consumer = new KafkaConsumer<>(
                connection.clientSettings(own), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.deadLetterProducer = new KafkaProducer<>(
                connection.clientSettings(Map.of(ProducerConfig.ACKS_CONFIG, "all")),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    void run() {
        try {
            subscribe();
            while (!stopping) {
                step();
            }
        } catch (WakeupException e) {
            if (!stopping) {
                throw e;
            }
        }
    }

    private void step() {
        // While the target is down every partition is paused: this poll only keeps the membership.
        consumer.poll(POLL).forEach(record -> pending.add(new Pending(record)));
        if (pending.isEmpty()) {
            consumer.resume(consumer.paused());
        } else if (failures == 0 || System.nanoTime() - retryAtNanos >= 0) {
            attempt();
        }
    }

    private void attempt() {
        try {
            List<Decision> decisions = readPending();
            if (!decisions.isEmpty()) {
                sink.write(decisions);
            }
            written.addAndGet(decisions.size());
            commitPending();
            if (failures > 0) {
                LOG.atInfo().addKeyValue("sink", sink.type()).log("Target takes decisions again");
            }
            failures = 0;
            consumer.resume(consumer.paused());
        } catch (TargetUnavailableException | UncheckedIOException e) {
            // A registry that does not answer (UncheckedIOException) is waited for in the same way.
            int failed = ++failures;
            Duration wait = backoff.after(failed);
            retryAtNanos = System.nanoTime() + wait.toNanos();
            consumer.pause(consumer.assignment());
            LOG.atWarn()
                    .addKeyValue("sink", sink.type())
                    .addKeyValue("cause", e.getMessage())
                    .addKeyValue("waiting", pending.size())
                    .addKeyValue("retry-in", wait)
                    .log("Target does not take decisions");
        }
    }

    /** The decisions of what is pending; what is none goes to the dead letters, once. */
    private List<Decision> readPending() {
        for (Pending item : pending) {
            if (!item.read) {
                read(item);
            }
        }
        return pending.stream().flatMap(item -> item.decision.stream()).toList();
    }

    private void read(Pending item) {
        try {
            byte[] value = item.record.value();
            item.decision = Optional.of(codec.decode(value == null ? new byte[0] : value));
        } catch (RefusedException e) {
            // What a volatile sink reads again at each start was dead-lettered when it was new.
            if (item.record.offset() >= historyEnds.getOrDefault(item.partition(), 0L)) {
                deadLetter(item.record, e);
            }
        }
        item.read = true;
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record, RefusedException refused) {
        var source = new SourceOffset(record.topic(), record.partition(), record.offset());
        var letter = new DeadLetter("sink-" + sink.type(), refused.refusal(), source, record.key(), record.value());
        try {
            deadLetterProducer
                    .send(letter.toRecord(connection.topics(), record.headers()))
                    .get();
            deadLetters.incrementAndGet();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take the dead letter of " + source, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the dead letter of " + source + " was written", e);
        }
    }

    private void commitPending() {
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        for (Pending item : pending) {
            next.put(item.partition(), new OffsetAndMetadata(item.record.offset() + 1));
        }
        pending.clear();
        if (sink.isVolatile()) {
            return;
        }
        try {
            consumer.commitSync(next);
        } catch (CommitFailedException | RebalanceInProgressException | TimeoutException e) {
            // Another member, or this one, reads them again; the sink knows them by id and revision.
            LOG.atWarn()
                    .addKeyValue("sink", sink.type())
                    .addKeyValue("cause", e.getMessage())
                    .log("Offsets were not committed");
        }
    }

    private void subscribe() {
        String topic = connection.topics().decisions();
        if (!sink.isVolatile()) {
            consumer.subscribe(List.of(topic), new Rebalance());
            return;
        }
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        historyEnds.putAll(consumer.endOffsets(partitions));
        historyEnds.forEach((partition, end) ->
                consumer.seek(partition, Math.max(first.getOrDefault(partition, 0L), end - HISTORY)));
        assigned = true;
    }

    private final class Rebalance implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned = true;
            if (!pending.isEmpty()) {
                consumer.pause(partitions);
            }
        }

        /** What is pending of them was not committed: its next owner reads it. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            pending.removeIf(item -> partitions.contains(item.partition()));
        }
    }

    /** A record that is not committed yet, decoded at most once. */
    private static final class Pending {
        final ConsumerRecord<byte[], byte[]> record;
        Optional<Decision> decision = Optional.empty();
        boolean read;

        Pending(ConsumerRecord<byte[], byte[]> record) {
            this.record = record;
        }

        TopicPartition partition() {
            return new TopicPartition(record.topic(), record.partition());
        }
    }

    boolean isReady() {
        return assigned;
    }

    boolean isWaitingForTarget() {
        return failures > 0;
    }

    long written() {
        return written.get();
    }

    long deadLetters() {
        return deadLetters.get();
    }

    void stop() {
        stopping = true;
        if (!assigned) {
            // Only the way in waits long; the loop itself looks up often, and a commit is not to be cut off.
            consumer.wakeup();
        }
    }

    @Override
    public void close() {
        consumer.close();
        deadLetterProducer.close();
    }
}
