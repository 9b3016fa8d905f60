package io.tributary.simulation;

import io.tributary.encoders.sensor.FramingProcessors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** The framing of one partition. */
final class FramingTask implements Task {
    private final List<Effect> effects = new ArrayList<>();
    private final SimulatedContext<Object, byte[]> context;
    private final Processor<byte[], byte[], Object, byte[]> frame;

    FramingTask(SimulatedBroker broker, TaskId id, FramingProcessors processors) {
        this.frame = processors.frame();
        this.context = new SimulatedContext<>(
                id.partition(),
                broker.clock(),
                (record, to) -> effects.add(new Effect.Output(processors.toRecord(record, to))));
        context.add(new SimulatedStore<Bytes>(
                FramingProcessors.SAMPLES,
                broker.restore(id, FramingProcessors.SAMPLES),
                key -> key,
                key -> key,
                (key, value) -> effects.add(new Effect.Change(id, FramingProcessors.SAMPLES, key, value))));
        context.add(new SimulatedStore<String>(
                FramingProcessors.PROGRESS,
                broker.restore(id, FramingProcessors.PROGRESS),
                key -> Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)),
                key -> new String(key.get(), StandardCharsets.UTF_8),
                (key, value) -> effects.add(new Effect.Change(id, FramingProcessors.PROGRESS, key, value))));
        frame.init(context);
    }

    @Override
    public List<Effect> work(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            context.working(record);
            frame.process(new Record<>(record.key(), record.value(), record.timestamp(), record.headers()));
        }
        return taken();
    }

    @Override
    public boolean isDue() {
        return context.isDue();
    }

    @Override
    public List<Effect> tick() {
        context.punctuate();
        return taken();
    }

    private List<Effect> taken() {
        List<Effect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }
}
