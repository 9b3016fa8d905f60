package io.tributary.encoders;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** How a poll's results and its progress reach Kafka. */
interface Delivery extends AutoCloseable {
    /**
     * Makes ready to deliver, and ends whatever a predecessor or a failed delivery left open: when this returns, the
     * committed offsets are final. Called before the first delivery and after each that failed.
     */
    void renew();

    /**
     * Sends the results and commits the offsets.
     *
     * @throws org.apache.kafka.common.KafkaException if it is not certain that both happened
     */
    void deliver(List<ProducerRecord<byte[], byte[]>> results, Map<TopicPartition, OffsetAndMetadata> offsets);

    @Override
    void close();
}
