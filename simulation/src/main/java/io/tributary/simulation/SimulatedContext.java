package io.tributary.simulation;

import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What a processor of Kafka Streams has around it: its partition, stores, clock, and where its records go. */
final class SimulatedContext<K, V> implements ProcessorContext<K, V> {
    private final int partition;
    private final VirtualClock clock;
    private final Map<String, StateStore> stores = new HashMap<>();
    private final BiConsumer<Record<? extends K, ? extends V>, String> forwarding;
    private final List<Schedule> schedules = new ArrayList<>();
    private Optional<RecordMetadata> metadata = Optional.empty();

    /** @param forwarding takes what is forwarded, and the name that it is forwarded to */
    SimulatedContext(
            int partition, VirtualClock clock, BiConsumer<Record<? extends K, ? extends V>, String> forwarding) {
        this.partition = partition;
        this.clock = clock;
        this.forwarding = forwarding;
    }

    private record Metadata(String topic, int partition, long offset) implements RecordMetadata {}

    private static final class Schedule {
        private final long interval;
        private final Punctuator punctuator;
        private long next;

        private Schedule(long interval, Punctuator punctuator, long next) {
            this.interval = interval;
            this.punctuator = punctuator;
            this.next = next;
        }
    }

    void add(StateStore store) {
        stores.put(store.name(), store);
    }

    void working(@Nullable ConsumerRecord<?, ?> record) {
        metadata = record == null
                ? Optional.empty()
                : Optional.of(new Metadata(record.topic(), record.partition(), record.offset()));
    }

    boolean isDue() {
        return schedules.stream().anyMatch(schedule -> schedule.next <= clock.millis());
    }

    /** Once, however long ago it was due, as Kafka Streams does it. */
    void punctuate() {
        working(null);
        for (Schedule schedule : schedules) {
            if (schedule.next <= clock.millis()) {
                schedule.next = clock.millis() + schedule.interval;
                schedule.punctuator.punctuate(clock.millis());
            }
        }
    }

    @Override
    public <A extends K, B extends V> void forward(Record<A, B> record) {
        throw new UnsupportedOperationException("the processors of Tributary say to which name they forward");
    }

    @Override
    public <A extends K, B extends V> void forward(Record<A, B> record, String name) {
        forwarding.accept(record, name);
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator punctuator) {
        schedules.add(new Schedule(interval.toMillis(), punctuator, clock.millis() + interval.toMillis()));
        return () -> {};
    }

    @Override
    public Cancellable schedule(Instant start, Duration interval, PunctuationType type, Punctuator punctuator) {
        return schedule(interval, type, punctuator);
    }

    /** Of no effect: the simulation commits between any two steps. */
    @Override
    public void commit() {}

    @Override
    public TaskId taskId() {
        return new TaskId(0, partition);
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return metadata;
    }

    @Override
    @SuppressWarnings("unchecked") // As Kafka's own: the processor knows what its store is.
    public <S extends StateStore> S getStateStore(String name) {
        return (S) Objects.requireNonNull(stores.get(name), () -> "there is no store " + name);
    }

    @Override
    public long currentSystemTimeMs() {
        return clock.millis();
    }

    @Override
    public long currentStreamTimeMs() {
        throw notSimulated();
    }

    @Override
    public String applicationId() {
        return "simulation";
    }

    @Override
    public Serde<?> keySerde() {
        throw notSimulated();
    }

    @Override
    public Serde<?> valueSerde() {
        throw notSimulated();
    }

    @Override
    public File stateDir() {
        throw notSimulated();
    }

    @Override
    public StreamsMetrics metrics() {
        throw notSimulated();
    }

    @Override
    public Map<String, Object> appConfigs() {
        return Map.of();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return Map.of();
    }

    private static UnsupportedOperationException notSimulated() {
        return new UnsupportedOperationException("the simulation has no such thing");
    }
}
