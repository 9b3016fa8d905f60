package io.tributary.simulation;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** The work of a stage's first processor on one partition, and what it and those behind it lead to. */
@SuppressWarnings("NullAway") // What a library says of null inside of generics is not read from its class files.
abstract class ProcessorTask implements Task {
    private final List<Effect> effects = new ArrayList<>();

    /** For subclasses to add to, in the order in which it was done. */
    final void leadsTo(Effect effect) {
        effects.add(effect);
    }

    /** The processor that takes the records; it was initialised with {@link #context()}. */
    abstract Processor<byte[], byte[], ?, ?> first();

    abstract SimulatedContext<?, ?> context();

    @Override
    public final List<Effect> work(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            context().working(record);
            first().process(new Record<>(record.key(), record.value(), record.timestamp(), record.headers()));
        }
        return taken();
    }

    @Override
    public final boolean isDue() {
        return context().isDue();
    }

    @Override
    public final List<Effect> tick() {
        context().punctuate();
        return taken();
    }

    /** Flushes stores that do not write at once. */
    void flush() {}

    @Override
    public final List<Effect> save() {
        flush();
        return taken();
    }

    private List<Effect> taken() {
        List<Effect> taken = List.copyOf(effects);
        effects.clear();
        return taken;
    }
}
