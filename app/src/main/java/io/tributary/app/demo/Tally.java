package io.tributary.app.demo;

import io.tributary.schemas.Connection;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Decision;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.recording.Label;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.EmbeddingCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Counts what is committed to the topics of a pipeline, by reading them as any consumer would. Its numbers are what the
 * summary says; no stage is asked.
 */
final class Tally implements AutoCloseable {
    private final Topics topics;
    private final Pipeline pipeline;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EmbeddingCodec embeddings;
    private final DecisionCodec decisionCodec;
    private final Truth truth;
    private final Thread thread = new Thread(this::read, "demo-tally");
    private volatile boolean running = true;
    private volatile boolean caughtUp;

    private final Map<String, Long> embeddingsByModality = new HashMap<>();
    private final Map<String, Long> framesByModality = new HashMap<>();
    private final Map<String, Long> deadLettersByStage = new HashMap<>();
    private final Map<String, Long> deadLettersByCause = new TreeMap<>();
    private final Set<String> moments = new HashSet<>();
    private long decisions;
    private long late;
    private Instant lastWindowStart = Instant.MIN;
    private long[] latencies = new long[1024];

    Tally(Connection connection, Pipeline pipeline, List<Label> labels) {
        this.topics = connection.topics();
        this.pipeline = pipeline;
        this.truth = new Truth(labels);
        this.embeddings = new EmbeddingCodec(connection.wire());
        this.decisionCodec = new DecisionCodec(connection.wire());
        this.consumer = new KafkaConsumer<>(
                connection.clientSettings(Map.of(
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    void start() {
        List<String> read =
                new ArrayList<>(List.of(topics.embeddings(), topics.decisions(), topics.deadLetters(), topics.late()));
        pipeline.modalities().stream()
                .filter(modality -> modality.framing().isPresent())
                .forEach(modality -> read.add(topics.frames(modality.name())));
        consumer.assign(read.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList());
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (consumer) {
            while (running) {
                var records = consumer.poll(Duration.ofMillis(50));
                synchronized (this) {
                    records.forEach(this::count);
                }
                caughtUp = records.isEmpty() && isAtEnd();
            }
        } catch (WakeupException e) {
            // close() woke the poll; there is nothing left to count.
        }
    }

    /** Read-committed end offsets are those of the last stable record, which is as far as this consumer can get. */
    private boolean isAtEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void count(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(topics.embeddings())) {
                increment(
                        embeddingsByModality, embeddings.decode(record.value()).modality());
            } else if (record.topic().equals(topics.decisions())) {
                count(decisionCodec.decode(record.value()), record.timestamp());
            } else if (record.topic().equals(topics.deadLetters())) {
                DeadLetter letter = DeadLetter.read(record.headers(), record.key(), record.value());
                increment(deadLettersByStage, letter.stage());
                increment(deadLettersByCause, letter.refusal().cause().name());
            } else if (record.topic().equals(topics.late())) {
                late++;
            } else {
                pipeline.modalities().stream()
                        .map(Modality::name)
                        .filter(name -> topics.frames(name).equals(record.topic()))
                        .forEach(name -> increment(framesByModality, name));
            }
        } catch (RefusedException e) {
            throw new IllegalStateException("a stage wrote a record that cannot be read back", e);
        }
    }

    private void count(Decision decision, long appendedAt) {
        moments.add(decision.entity() + "@" + decision.windowStart());
        truth.add(decision);
        if (decision.windowStart().isAfter(lastWindowStart)) {
            lastWindowStart = decision.windowStart();
        }
        if (decisions == latencies.length) {
            latencies = Arrays.copyOf(latencies, latencies.length * 2);
        }
        latencies[(int) decisions++] =
                Math.max(0, appendedAt - decision.triggeredAt().toEpochMilli());
    }

    /** Whether everything committed so far has been counted. */
    boolean hasCaughtUp() {
        return caughtUp;
    }

    /** Whether every frame has become an embedding or a dead letter. */
    synchronized boolean accountsForFrames() {
        return pipeline.modalities().stream()
                .filter(modality -> modality.framing().isPresent())
                .map(Modality::name)
                .allMatch(name -> embeddingsByModality.getOrDefault(name, 0L)
                                + deadLettersByStage.getOrDefault("encoder-" + name, 0L)
                        >= framesByModality.getOrDefault(name, 0L));
    }

    /** Start of the latest window about which something was decided. */
    synchronized Instant lastWindowStart() {
        return lastWindowStart;
    }

    /** A number that changes whenever anything was counted. */
    synchronized long progress() {
        return embeddingCount() + decisions + late + deadLetterCount();
    }

    synchronized long embeddingCount() {
        return sum(embeddingsByModality);
    }

    synchronized long momentCount() {
        return moments.size();
    }

    synchronized long decisionCount() {
        return decisions;
    }

    synchronized long deadLetterCount() {
        return sum(deadLettersByCause);
    }

    synchronized long lateCount() {
        return late;
    }

    synchronized Summary summary(long observations, Instant until) {
        long[] sorted = Arrays.copyOf(latencies, (int) decisions);
        Arrays.sort(sorted);
        return new Summary(
                observations,
                embeddingCount(),
                moments.size(),
                decisions,
                new TreeMap<>(deadLettersByCause),
                late,
                truth.accuracy(until),
                new Summary.Latency(percentile(sorted, 0.50), percentile(sorted, 0.99)));
    }

    private static long percentile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    }

    private static void increment(Map<String, Long> counts, String key) {
        counts.merge(key, 1L, Long::sum);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void close() {
        running = false;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
