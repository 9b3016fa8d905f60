package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.schemas.DeadLetter;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.wire.DecisionCodec;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.WireFormat;
import io.tributary.testing.alignment.Step;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What a pipeline came to: everything that counts on its topics. Lists are in the order of partition, then offset.
 *
 * @param incomplete windows that were closed without a decision, as the processes of fusion that live counted them
 */
record Outcome(
        SimulatedBroker broker,
        Topics topics,
        List<Embedding> embeddings,
        List<LateObservation> late,
        List<DeadLetter> deadLetters,
        List<Decision> decisions,
        List<Moment> moments,
        long incomplete) {
    private static final EmbeddingCodec EMBEDDINGS = new EmbeddingCodec(WireFormat.singleObject());
    private static final DecisionCodec DECISIONS = new DecisionCodec(WireFormat.singleObject());

    static Outcome of(SimulatedBroker broker, Topics topics, long incomplete) {
        return new Outcome(
                broker,
                topics,
                embeddings(broker.read(topics.embeddings())),
                late(broker.read(topics.late())),
                broker.read(topics.deadLetters()).stream()
                        .map(record -> DeadLetter.read(record.headers(), record.key(), record.value()))
                        .toList(),
                decisions(broker.read(topics.decisions())),
                broker.moments(),
                incomplete);
    }

    /** What the embeddings topic has for alignment to take, at no time. */
    List<Step> stepsOf(int partition) {
        return broker.read(topics.embeddings(), partition).stream()
                .map(record -> Steps.read(record, Instant.EPOCH))
                .toList();
    }

    List<LateObservation> lateOf(int partition) {
        return late(broker.read(topics.late(), partition));
    }

    /** What alignment took of a partition. */
    List<Step> taken(int partition) {
        return broker.taken(new TaskId(Stage.FUSION, partition));
    }

    List<Decision> decisionsOf(int partition) {
        return decisions(broker.read(topics.decisions(), partition));
    }

    List<Moment> momentsOf(int partition) {
        return broker.moments(new TaskId(Stage.FUSION, partition));
    }

    private static List<Embedding> embeddings(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .filter(record -> record.value() != null)
                .map(record -> read(() -> EMBEDDINGS.decode(record.value())))
                .toList();
    }

    private static List<LateObservation> late(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> LateObservation.of(read(() -> EMBEDDINGS.decode(record.value())), record.headers()))
                .toList();
    }

    private static List<Decision> decisions(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> read(() -> DECISIONS.decode(record.value())))
                .toList();
    }

    private interface Reading<T> {
        T read() throws RefusedException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (RefusedException e) {
            throw new IllegalStateException("a stage wrote what cannot be read: " + e.getMessage(), e);
        }
    }
}
