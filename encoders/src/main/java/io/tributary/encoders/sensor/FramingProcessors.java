package io.tributary.encoders.sensor;

import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Connection;
import io.tributary.schemas.pipeline.Modality;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The processor of the stage for whoever runs it without Kafka Streams, such as a simulation. What it keeps is in two stores.
 *
 * @param modality a sensor with framing
 * @param sensor what its encoder takes
 */
public record FramingProcessors(Connection connection, Modality modality, Preprocessing.Sensor sensor) {
    /** A store whose keys are {@link org.apache.kafka.common.utils.Bytes}. */
    public static final String SAMPLES = FramingTopology.SAMPLES;
    /** A store whose keys are strings. */
    public static final String PROGRESS = FramingTopology.PROGRESS;

    /** Frames the readings of one partition. */
    public Processor<byte[], byte[], Object, byte[]> frame() {
        return new FrameProcessor(modality, sensor, connection.topics(), connection.wire());
    }

    /**
     * What becomes of a record that the processor forwarded.
     *
     * @param to the name that it was forwarded to
     */
    public ProducerRecord<byte[], byte[]> toRecord(Record<?, ? extends byte[]> forwarded, String to) {
        if (to.equals(FramingTopology.REFUSED)) {
            return new ProducerRecord<>(
                    connection.topics().deadLetters(),
                    null,
                    forwarded.timestamp(),
                    (byte[]) forwarded.key(),
                    forwarded.value(),
                    forwarded.headers());
        }
        FrameKey key = (FrameKey) forwarded.key();
        return new ProducerRecord<>(
                connection.topics().frames(modality.name()),
                key.partition() < 0 ? null : key.partition(),
                forwarded.timestamp(),
                key.bytes(),
                forwarded.value(),
                forwarded.headers());
    }
}
