package io.tributary.simulation;

import io.tributary.encoders.sensor.FramingProcessors;
import io.tributary.schemas.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Whether each partition's frames are those that framing without any interruption makes, where no clock has a say. */
record FrameCheck(FramingProcessors processors) {
    List<String> violations(Outcome outcome) {
        Topics topics = outcome.topics();
        String modality = processors.modality().name();
        List<String> violations = new ArrayList<>();
        for (int partition = 0; partition < outcome.broker().partitions(); partition++) {
            List<ConsumerRecord<byte[], byte[]>> readings = outcome.broker().read(topics.raw(modality), partition);
            var empty = new SimulatedBroker(
                    outcome.broker().partitions(), outcome.broker().clock());
            var task = new FramingTask(empty, new TaskId("uninterrupted", partition), processors);
            List<ProducerRecord<byte[], byte[]>> expected = task.work(readings).stream()
                    .filter(Effect.Output.class::isInstance)
                    .map(effect -> ((Effect.Output) effect).record())
                    .filter(record -> record.topic().equals(topics.frames(modality)))
                    .toList();
            List<ConsumerRecord<byte[], byte[]>> found = outcome.broker().read(topics.frames(modality), partition);
            for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
                if (i >= found.size()
                        || i >= expected.size()
                        || !Arrays.equals(found.get(i).value(), expected.get(i).value())) {
                    violations.add("frame " + i + " of " + modality + " in partition " + partition
                            + " is another than without interruption; there are " + found.size() + ", expected "
                            + expected.size());
                    break;
                }
            }
        }
        return violations;
    }
}
