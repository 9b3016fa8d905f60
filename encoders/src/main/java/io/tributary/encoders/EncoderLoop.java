package io.tributary.encoders;

import io.tributary.schemas.pipeline.Batching;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls, lets workers encode, and delivers in the order of the polls. While one batch is encoded the next is already
 * fetched and prepared, and the loop keeps polling, so that a slow model does not cost the group its member.
 *
 * <p>A batch is delivered only while this member has owned its partitions without interruption: before partitions are
 * handed over what was read of them is delivered, and if they were lost it is given up.
 */
final class EncoderLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EncoderLoop.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long PAUSE_MILLIS = 500;

    /** One that is encoded and one that waits, so that the workers are never idle while there is work. */
    private static final int BATCHES_UNDER_WAY = 2;

    /** How long a rebalance waits for batches under way; what is not done by then is the next owner's to encode. */
    private static final Duration HANDOVER = Duration.ofSeconds(30);

    private final EncoderClients clients;
    private final Consumer<byte[], byte[]> consumer;
    private final ModelSwitch models;
    private final Executor workers;
    private final Delivery delivery;
    private final Batching batching;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Deque<Batch> underWay = new ArrayDeque<>();
    private volatile boolean assigned;
    private volatile boolean polling;
    private boolean recovering = true;

    /** Owns none of these but reads and commits with all of them; the caller closes them when {@link #run()} is done. */
    EncoderLoop(
            EncoderClients clients,
            Consumer<byte[], byte[]> consumer,
            ModelSwitch models,
            Executor workers,
            Delivery delivery) {
        this.clients = clients;
        this.consumer = consumer;
        this.models = models;
        this.workers = workers;
        this.delivery = delivery;
        this.batching = clients.modality().batching();
    }

    /**
     * Runs until {@link #close()}, then delivers what is under way.
     *
     * @throws StageFencedException if another process has this one's slot
     * @throws RuntimeException for whatever trying again cannot mend
     */
    void run() {
        consumer.subscribe(List.of(clients.inputTopic()), new Assignment());
        while (!isClosing()) {
            attempt(() -> {
                if (recovering) {
                    recover();
                }
                fetch();
                deliverDone();
            });
        }
        attempt(() -> deliverAll(HANDOVER));
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (WakeupException e) {
            LOG.atDebug().addKeyValue("stage", clients.stage()).log("Woken outside of a poll");
        } catch (InterruptException e) {
            if (!isClosing()) {
                throw e;
            }
        } catch (KafkaException | UncheckedIOException e) {
            Recovery.requireHope(e, clients.slot());
            giveUpUnderWay();
            warnAndPause(e);
        }
    }

    /** Ends a delivery of unknown outcome, then goes back to what is committed. */
    private void recover() {
        delivery.renew();
        Set<TopicPartition> partitions = consumer.assignment();
        Map<TopicPartition, OffsetAndMetadata> committed =
                partitions.isEmpty() ? Map.of() : consumer.committed(partitions);
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            if (offset == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, offset);
            }
        }
        recovering = false;
    }

    private void fetch() {
        if (underWay.size() >= BATCHES_UNDER_WAY) {
            // Only to remain a member of the group, and to be woken when the oldest batch is done.
            consumer.pause(consumer.assignment());
        } else if (!consumer.paused().isEmpty()) {
            consumer.resume(consumer.paused());
        }
        ConsumerRecords<byte[], byte[]> first = poll(POLL);
        if (first.isEmpty() || recovering) {
            return;
        }
        var batch = new Batch();
        batch.add(first);
        underWay.add(batch);
        gather(batch);
        if (underWay.contains(batch) && !batch.isStarted()) {
            start(batch);
        }
    }

    private void start(Batch batch) {
        batch.start(models.take(), workers, this::wake);
    }

    /** Waits for a fuller batch, as long as the settings allow. */
    private void gather(Batch batch) {
        long end = System.nanoTime() + batching.delay().toNanos();
        for (long left = end - System.nanoTime();
                left > 0 && batch.size() < batching.records() && !recovering && !isClosing();
                left = end - System.nanoTime()) {
            batch.add(poll(Duration.ofNanos(left)));
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        polling = true;
        try {
            Batch oldest = underWay.peek();
            return consumer.poll(oldest != null && oldest.isDone() ? Duration.ZERO : timeout);
        } catch (WakeupException e) {
            return ConsumerRecords.empty();
        } finally {
            polling = false;
        }
    }

    /** Ends a poll that waits, because a batch can be delivered; from a worker's thread. */
    private void wake() {
        if (polling) {
            consumer.wakeup();
        }
    }

    private void deliverDone() {
        while (!underWay.isEmpty() && underWay.element().isDone()) {
            deliverOldest(Duration.ZERO);
        }
    }

    private void deliverAll(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!underWay.isEmpty()) {
            deliverOldest(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    private void deliverOldest(Duration patience) {
        Batch batch = underWay.element();
        Optional<List<ProducerRecord<byte[], byte[]>>> results = batch.await(patience);
        if (results.isEmpty()) {
            throw new TimeoutException("a batch of " + batch.size() + " records was not encoded in time");
        }
        delivery.deliver(results.get(), batch.offsets());
        underWay.remove();
    }

    private void giveUpUnderWay() {
        underWay.forEach(Batch::giveUp);
        underWay.clear();
        recovering = true;
    }

    private void warnAndPause(RuntimeException cause) {
        LOG.atWarn()
                .setCause(cause)
                .addKeyValue("stage", clients.stage())
                .log("A batch was not delivered; it is read and encoded again");
        try {
            if (closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.atInfo()
                        .addKeyValue("stage", clients.stage())
                        .log("The stage ends before the batch is tried again");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Whether the group has given this instance its partitions, be it none. */
    boolean isAssigned() {
        return assigned;
    }

    /** Asks the loop to end after the batch in hand; safe from any thread. */
    void close() {
        closing.countDown();
        consumer.wakeup();
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned = true;
            LOG.atInfo()
                    .addKeyValue("stage", clients.stage())
                    .addKeyValue("partitions", partitions)
                    .log("Partitions were assigned");
        }

        /** The next owner begins at what is committed; what is under way would otherwise be encoded twice. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            LOG.atInfo()
                    .addKeyValue("stage", clients.stage())
                    .addKeyValue("partitions", partitions)
                    .log("Partitions are handed over");
            if (!recovering) {
                // This thread waits for the batches themselves, and needs no waking for them.
                polling = false;
                attempt(() -> {
                    underWay.stream().filter(batch -> !batch.isStarted()).forEach(batch -> start(batch));
                    deliverAll(HANDOVER);
                });
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            LOG.atWarn()
                    .addKeyValue("stage", clients.stage())
                    .addKeyValue("partitions", partitions)
                    .log("Partitions were lost");
            giveUpUnderWay();
        }
    }
}
