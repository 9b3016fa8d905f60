package io.tributary.simulation;

import io.tributary.encoders.sensor.FramingProcessors;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;

/** The framing of one partition. */
final class FramingTask extends ProcessorTask {
    private final SimulatedContext<Object, byte[]> context;
    private final Processor<byte[], byte[], Object, byte[]> frame;

    FramingTask(SimulatedBroker broker, TaskId id, FramingProcessors processors) {
        this.frame = processors.frame();
        this.context = new SimulatedContext<>(
                id.partition(),
                broker.clock(),
                (record, to) -> leadsTo(new Effect.Output(processors.toRecord(record, to))));
        context.add(new SimulatedStore<Bytes>(
                FramingProcessors.SAMPLES,
                broker.restore(id, FramingProcessors.SAMPLES),
                key -> key,
                key -> key,
                (key, value) -> leadsTo(new Effect.Change(id, FramingProcessors.SAMPLES, key, value))));
        context.add(new SimulatedStore<String>(
                FramingProcessors.PROGRESS,
                broker.restore(id, FramingProcessors.PROGRESS),
                key -> Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)),
                key -> new String(key.get(), StandardCharsets.UTF_8),
                (key, value) -> leadsTo(new Effect.Change(id, FramingProcessors.PROGRESS, key, value))));
        frame.init(context);
    }

    @Override
    Processor<byte[], byte[], ?, ?> first() {
        return frame;
    }

    @Override
    SimulatedContext<?, ?> context() {
        return context;
    }
}
