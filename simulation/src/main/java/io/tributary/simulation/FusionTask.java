package io.tributary.simulation;

import io.tributary.fusion.FusionProcessors;
import io.tributary.fusion.Moment;
import io.tributary.fusion.StreamsMomentStore;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The fusion of one partition: alignment, then the heads. */
@SuppressWarnings("NullAway") // What a library says of null inside of generics is not read from its class files.
final class FusionTask extends ProcessorTask {
    private final TaskId id;
    private final FusionProcessors processors;
    private final SimulatedContext<Object, Object> context;
    private final StreamsMomentStore store;
    private final Processor<byte @Nullable [], byte @Nullable [], Object, Object> align;
    private final Processor<Object, List<Moment>, byte[], byte[]> decide;

    FusionTask(SimulatedBroker broker, TaskId id, FusionProcessors processors) {
        this.id = id;
        this.processors = processors;
        this.align = processors.align();
        this.decide = processors.decide();
        this.context = new SimulatedContext<>(id.partition(), broker.clock(), this::forward);
        this.store = new StreamsMomentStore(new SimulatedStore<Bytes>(
                FusionProcessors.STORE,
                broker.restore(id, FusionProcessors.STORE),
                key -> key,
                key -> key,
                (key, value) -> leadsTo(new Effect.Change(id, FusionProcessors.STORE, key, value))));
        context.add(store);
        decide.init(new SimulatedContext<>(id.partition(), broker.clock(), this::forward));
        align.init(context);
    }

    private void forward(Record<?, ?> record, String to) {
        if (to.equals(FusionProcessors.DECIDE)) {
            List<Moment> moments = moments(record);
            decide.process(new Record<>("", moments, record.timestamp()));
            // After its decisions, because it counts as decided only when they are sent.
            moments.forEach(moment -> leadsTo(new Effect.Aligned(id, moment)));
        } else {
            leadsTo(new Effect.Output(processors.toRecord(record, to)));
        }
    }

    private static List<Moment> moments(Record<?, ?> record) {
        return ((List<?>) record.value()).stream().map(Moment.class::cast).toList();
    }

    @Override
    Processor<byte[], byte[], ?, ?> first() {
        return align;
    }

    @Override
    void flush() {
        store.flushCache();
    }

    @Override
    SimulatedContext<?, ?> context() {
        return context;
    }
}
