package io.tributary.encoders;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Poll, encode, deliver, on one thread. Rebalances happen only inside a poll, when nothing is in flight; a partition that was
 * lost during a long batch is noticed when its offsets are refused, and the batch is then not delivered.
 */
final class EncoderLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EncoderLoop.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long PAUSE_MILLIS = 500;

    private final EncoderClients clients;
    private final Consumer<byte[], byte[]> consumer;
    private final RecordEncoder encoder;
    private final Delivery delivery;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean assigned;
    private boolean recovering = true;

    /** Owns none of these but reads and commits with all of them; the caller closes them when {@link #run()} is done. */
    EncoderLoop(EncoderClients clients, Consumer<byte[], byte[]> consumer, RecordEncoder encoder, Delivery delivery) {
        this.clients = clients;
        this.consumer = consumer;
        this.encoder = encoder;
        this.delivery = delivery;
    }

    /**
     * Runs until {@link #close()}.
     *
     * @throws StageFencedException if another process has this one's slot
     * @throws RuntimeException for whatever trying again cannot mend
     */
    void run() {
        consumer.subscribe(List.of(clients.inputTopic()), new Assignment());
        while (!isClosing()) {
            try {
                if (recovering) {
                    recover();
                }
                step(consumer.poll(POLL));
            } catch (WakeupException | InterruptException e) {
                if (!isClosing()) {
                    throw e;
                }
            } catch (KafkaException | UncheckedIOException e) {
                Recovery.requireHope(e, clients.slot());
                warnAndPause(e);
                recovering = true;
            }
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

    private void step(ConsumerRecords<byte[], byte[]> records) {
        if (!records.isEmpty()) {
            delivery.deliver(encoder.encode(records), records.nextOffsets());
        }
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

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            LOG.atInfo()
                    .addKeyValue("stage", clients.stage())
                    .addKeyValue("partitions", partitions)
                    .log("Partitions were revoked");
        }
    }
}
