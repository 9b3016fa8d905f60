package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Connection;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.wire.ObservationCodec;
import io.tributary.schemas.wire.WireFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the loop does when Kafka fails, on Kafka's own in-memory clients. */
final class EncoderLoopTest {
    private static final Modality MODALITY = TestBundles.modality("sensor", Kind.SENSOR, TestBundles.fragile());
    private static final Connection CONNECTION = Connection.to("none:1", Path.of("unused"));
    private static final TopicPartition PARTITION = new TopicPartition("tributary.sensor", 0);
    private static Encoder encoder;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final Deque<MockProducer<byte[], byte[]>> waiting = new ArrayDeque<>();
    private final List<MockProducer<byte[], byte[]>> used = new ArrayList<>();
    private final EncoderLoop loop = loop(Runnable::run);

    @BeforeAll
    static void open() {
        encoder = Encoders.open(TestBundles.fragile());
    }

    @AfterAll
    static void close() {
        encoder.close();
    }

    @Test
    void resultsAndOffsetsAreCommittedTogether() {
        waiting.add(producer());
        onPoll(this::assign);
        onPoll(() -> arrive(0));
        onPoll(loop::close);

        loop.run();

        assertThat(used.get(0).history()).hasSize(1);
        assertThat(committed(used.get(0))).isEqualTo(1);
        assertThat(loop.isAssigned()).isTrue();
    }

    @Test
    void afterACommitOfUnknownOutcomeANewProducerTakesOverAndTheCommittedOffsetsDecide() {
        MockProducer<byte[], byte[]> failing = producer();
        failing.commitTransactionException = new TimeoutException("no answer");
        waiting.addAll(List.of(failing, producer()));
        onPoll(this::assign);
        onPoll(() -> arrive(0));
        onPoll(() -> {
            // Nothing was committed, so the loop stands where it began.
            assertThat(consumer.position(PARTITION)).isZero();
            arrive(0);
        });
        onPoll(loop::close);

        loop.run();

        assertThat(failing.closed()).isTrue();
        assertThat(failing.history()).isEmpty();
        assertThat(used.get(1).transactionInitialized()).isTrue();
        assertThat(used.get(1).history()).hasSize(1);
        assertThat(committed(used.get(1))).isEqualTo(1);
    }

    @Test
    void aCommitThatHappenedAfterAllIsNotRepeated() {
        MockProducer<byte[], byte[]> failing = producer();
        failing.commitTransactionException = new TimeoutException("no answer");
        waiting.addAll(List.of(failing, producer()));
        onPoll(this::assign);
        onPoll(() -> {
            arrive(0);
            consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(1)));
        });
        onPoll(() -> {
            assertThat(consumer.position(PARTITION)).isEqualTo(1);
            loop.close();
        });

        loop.run();

        assertThat(used.get(1).history()).isEmpty();
    }

    @Test
    void aBatchOfPartitionsThatWereLostIsAbortedAndTheLoopGoesOn() {
        MockProducer<byte[], byte[]> failing = producer();
        failing.sendOffsetsToTransactionException = new CommitFailedException("the group went on");
        waiting.addAll(List.of(failing, producer()));
        onPoll(this::assign);
        onPoll(() -> arrive(0));
        onPoll(() -> arrive(0));
        onPoll(loop::close);

        loop.run();

        assertThat(failing.history()).isEmpty();
        assertThat(used.get(1).history()).hasSize(1);
    }

    @Test
    void theNextBatchIsFetchedWhileOneIsEncoded() {
        MockProducer<byte[], byte[]> producer = producer();
        waiting.add(producer);
        Deque<Runnable> work = new ArrayDeque<>();
        EncoderLoop slow = loop(work::add);
        onPoll(this::assign);
        onPoll(() -> arrive(0));
        onPoll(() -> {
            assertThat(work).hasSize(1);
            arrive(1);
        });
        onPoll(() -> {
            // Two are under way, so the loop only polls to remain a member.
            assertThat(work).hasSize(2);
            assertThat(consumer.paused()).containsExactly(PARTITION);
            assertThat(producer.history()).isEmpty();
            runAll(work);
        });
        onPoll(() -> {
            assertThat(committed(producer, 1)).isEqualTo(2);
            slow.close();
        });

        slow.run();

        assertThat(producer.history()).hasSize(2);
        assertThat(committed(producer, 0)).isEqualTo(1);
    }

    @Test
    void whatIsUnderWayIsDeliveredBeforeItsPartitionIsHandedOver() {
        MockProducer<byte[], byte[]> producer = producer();
        waiting.add(producer);
        var release = new CountDownLatch(1);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        worker.execute(() -> awaitRelease(release));
        EncoderLoop slow = loop(worker);
        onPoll(this::assign);
        onPoll(() -> arrive(0));
        onPoll(() -> {
            assertThat(producer.history()).isEmpty();
            release.countDown();
            consumer.rebalance(List.of());
            assertThat(committed(producer, 0)).isEqualTo(1);
            slow.close();
        });

        slow.run();
        worker.shutdown();

        assertThat(producer.history()).hasSize(1);
        assertThat(producer.commitCount()).isEqualTo(1);
    }

    @Test
    void whatIsUnderWayWhenTheLoopIsClosedIsDelivered() {
        MockProducer<byte[], byte[]> producer = producer();
        waiting.add(producer);
        var release = new CountDownLatch(1);
        ExecutorService worker = Executors.newSingleThreadExecutor();
        worker.execute(() -> awaitRelease(release));
        EncoderLoop slow = loop(worker);
        onPoll(this::assign);
        onPoll(() -> arrive(0));
        onPoll(() -> {
            slow.close();
            release.countDown();
        });

        slow.run();
        worker.shutdown();

        assertThat(committed(producer, 0)).isEqualTo(1);
    }

    @Test
    void aProducerFencedByAnotherProcessStopsTheLoop() {
        MockProducer<byte[], byte[]> fenced = producer();
        fenced.commitTransactionException = new ProducerFencedException("newer epoch");
        waiting.add(fenced);
        onPoll(this::assign);
        onPoll(() -> arrive(0));

        assertThatThrownBy(loop::run)
                .isInstanceOf(StageFencedException.class)
                .hasMessageContainingAll("tributary-encoder-sensor-0", "instance");
    }

    @Test
    void whatTryingAgainCannotMendStopsTheLoop() {
        MockProducer<byte[], byte[]> forbidden = producer();
        forbidden.initTransactionException = new TransactionalIdAuthorizationException("not allowed");
        waiting.add(forbidden);

        assertThatThrownBy(loop::run).isInstanceOf(TransactionalIdAuthorizationException.class);
    }

    private EncoderLoop loop(Executor workers) {
        var models = new ModelSwitch(CONNECTION, MODALITY, "encoder-sensor");
        models.switchTo(encoder, MODALITY);
        return new EncoderLoop(
                new EncoderClients(CONNECTION, MODALITY),
                consumer,
                models,
                workers,
                new TransactionalDelivery(this::nextProducer, consumer));
    }

    /** What is run may add more. */
    private static void runAll(Deque<Runnable> work) {
        for (Runnable task = work.poll(); task != null; task = work.poll()) {
            task.run();
        }
    }

    private static void awaitRelease(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void onPoll(Runnable task) {
        consumer.schedulePollTask(task);
    }

    private void assign() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.rebalance(List.of(PARTITION));
    }

    private void arrive(long offset) {
        Observation reading = TestObservations.reading("reading-" + offset, List.of("a", "b"), 3, 4);
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(),
                PARTITION.partition(),
                offset,
                TestObservations.NOON.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                reading.entity().getBytes(StandardCharsets.UTF_8),
                new ObservationCodec(WireFormat.singleObject()).encode(PARTITION.topic(), reading),
                new RecordHeaders(),
                Optional.empty()));
    }

    private MockProducer<byte[], byte[]> nextProducer() {
        used.add(waiting.remove());
        return used.get(used.size() - 1);
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static long committed(MockProducer<byte[], byte[]> producer) {
        return committed(producer, 0);
    }

    private static long committed(MockProducer<byte[], byte[]> producer, int transaction) {
        return producer.consumerGroupOffsetsHistory()
                .get(transaction)
                .get("dummy.group.id")
                .get(PARTITION)
                .offset();
    }
}
