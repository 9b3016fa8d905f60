package io.tributary.encoders;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Results and offsets in one transaction.
 *
 * <p>After any failure the producer is thrown away and a new one takes over its transactional id: that aborts a transaction
 * that is open and waits for one that is about to commit, so one path serves an aborted batch, a lost partition and a
 * commit of which nobody knows whether it happened.
 */
final class TransactionalDelivery implements Delivery {
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Consumer<byte[], byte[]> consumer;
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

    /** @param consumer read for its group's generation only, which is what fences a member that lost its partitions */
    TransactionalDelivery(Supplier<Producer<byte[], byte[]>> producers, Consumer<byte[], byte[]> consumer) {
        this.producers = producers;
        this.consumer = consumer;
    }

    @Override
    public void renew() {
        close();
        Producer<byte[], byte[]> fresh = producers.get();
        producer = Optional.of(fresh);
        fresh.initTransactions();
    }

    @Override
    public void deliver(List<ProducerRecord<byte[], byte[]>> results, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Producer<byte[], byte[]> sender = producer.orElseThrow();
        sender.beginTransaction();
        results.forEach(sender::send);
        sender.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
        sender.commitTransaction();
    }

    @Override
    public void close() {
        producer.ifPresent(open -> open.close(Duration.ZERO));
        producer = Optional.empty();
    }
}
