package io.tributary.encoders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Results first, offsets when the broker has them all: a crash in between sends some results twice. */
final class AtLeastOnceDelivery implements Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(AtLeastOnceDelivery.class);
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final Consumer<byte[], byte[]> consumer;
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

    AtLeastOnceDelivery(Supplier<Producer<byte[], byte[]>> producers, Consumer<byte[], byte[]> consumer) {
        this.producers = producers;
        this.consumer = consumer;
    }

    @Override
    public void renew() {
        close();
        producer = Optional.of(producers.get());
    }

    @Override
    public void deliver(List<ProducerRecord<byte[], byte[]>> results, Map<TopicPartition, OffsetAndMetadata> offsets) {
        Producer<byte[], byte[]> sender = producer.orElseThrow();
        List<Future<RecordMetadata>> sent = new ArrayList<>(results.size());
        results.forEach(result -> sent.add(sender.send(result)));
        sender.flush();
        sent.forEach(AtLeastOnceDelivery::require);
        for (boolean committed = false; !committed; ) {
            try {
                consumer.commitSync(offsets);
                committed = true;
            } catch (WakeupException e) {
                // Meant for a poll: the stage is closing or the next batch is done. This one is to be committed all the
                // same.
                LOG.atDebug().log("Woken during a commit");
            }
        }
    }

    private static void require(Future<RecordMetadata> sent) {
        try {
            sent.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        producer.ifPresent(open -> open.close(Duration.ZERO));
        producer = Optional.empty();
    }
}
