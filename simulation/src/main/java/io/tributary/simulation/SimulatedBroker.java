package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.testing.alignment.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * What outlives every instance: logs of partitions, committed offsets, and the stores as their changelogs have them.
 *
 * <p>As Kafka does it: a record lies in its partition as soon as it is sent. A reader stops at the first record of a
 * transaction that is open, and passes over those of one that was aborted. Outside of a transaction everything counts at
 * once. Time stamps are those of the append.
 *
 * <p>Methods that are not final are where tests plant errors.
 */
class SimulatedBroker {
    private final int partitions;
    private final VirtualClock clock;
    private final Map<TopicPartition, List<Entry>> logs = new HashMap<>();
    private final Map<TaskId, Long> offsets = new HashMap<>();
    private final Map<TaskId, Map<String, NavigableMap<Bytes, byte[]>>> stores = new HashMap<>();
    private final Map<TaskId, List<Moment>> moments =
            new TreeMap<>(Comparator.comparing(TaskId::stage).thenComparingInt(TaskId::partition));

    private final Map<TaskId, List<Step>> taken = new HashMap<>();

    private record Entry(ConsumerRecord<byte[], byte[]> record, @Nullable Transaction transaction) {}

    /** A place in a log to go on reading, and the record there, if one can be read. */
    record Fetched(Optional<ConsumerRecord<byte[], byte[]>> record, long next) {}

    SimulatedBroker(int partitions, VirtualClock clock) {
        this.partitions = partitions;
        this.clock = clock;
    }

    final int partitions() {
        return partitions;
    }

    final VirtualClock clock() {
        return clock;
    }

    /** Makes one effect last: at once, or with the transaction that it is part of. */
    final void publish(Effect effect, @Nullable Transaction transaction) {
        if (effect instanceof Effect.Output output) {
            append(output.record(), transaction);
        } else if (transaction == null || !waitsForCommit(effect)) {
            apply(effect);
        } else {
            transaction.hold(effect);
        }
    }

    final ConsumerRecord<byte[], byte[]> append(
            ProducerRecord<byte[], byte[]> sent, @Nullable Transaction transaction) {
        int partition = sent.partition() == null ? partition(sent.key()) : sent.partition();
        List<Entry> log = log(new TopicPartition(sent.topic(), partition));
        var record = new ConsumerRecord<>(
                sent.topic(),
                partition,
                log.size(),
                clock.millis(),
                TimestampType.LOG_APPEND_TIME,
                -1,
                -1,
                sent.key(),
                sent.value(),
                new RecordHeaders(sent.headers().toArray()),
                Optional.empty());
        log.add(new Entry(record, transaction));
        return record;
    }

    private int partition(byte @Nullable [] key) {
        return key == null ? 0 : Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** The first record at {@code position} or after that a reader may have now. */
    final Fetched fetch(TopicPartition partition, long position) {
        List<Entry> log = log(partition);
        long next = position;
        while (next < log.size()) {
            Entry entry = log.get((int) next);
            if (isReadable(entry.transaction())) {
                return new Fetched(Optional.of(entry.record()), next + 1);
            }
            if (isWaitedFor(entry.transaction())) {
                return new Fetched(Optional.empty(), next);
            }
            next++;
        }
        return new Fetched(Optional.empty(), next);
    }

    /** Whether a reader gets a record. */
    boolean isReadable(@Nullable Transaction transaction) {
        return transaction == null || transaction.state() == Transaction.State.COMMITTED;
    }

    /** Whether what goes to a changelog counts only when its transaction is committed. */
    boolean waitsForCommit(Effect effect) {
        return true;
    }

    /** Whether an instance may commit while it has not yet sent all that its work led to. */
    boolean commitsBeforeSending() {
        return false;
    }

    /** Whether a reader stops before a record that it cannot have. */
    private static boolean isWaitedFor(@Nullable Transaction transaction) {
        return transaction != null && transaction.state() == Transaction.State.OPEN;
    }

    /**
     * Commits offsets, with a transaction or without.
     *
     * @param read by task, the offset of the next record to be read
     * @return whether it was done; it is not if the member is no longer one of its group
     */
    final boolean commit(Member member, Map<TaskId, Long> read, @Nullable Transaction transaction) {
        if (isFenced(member)) {
            if (transaction != null) {
                transaction.end(Transaction.State.ABORTED);
            }
            return false;
        }
        if (transaction != null) {
            transaction.end(Transaction.State.COMMITTED);
            transaction.unpublished().forEach(this::apply);
        }
        offsets.putAll(read);
        return true;
    }

    /** Whether the group has gone on without the member. */
    boolean isFenced(Member member) {
        return !member.isCurrent();
    }

    private void apply(Effect effect) {
        if (effect instanceof Effect.Change change) {
            NavigableMap<Bytes, byte[]> store = stores.computeIfAbsent(change.task(), task -> new HashMap<>())
                    .computeIfAbsent(change.store(), name -> new TreeMap<>());
            if (change.value() == null) {
                store.remove(change.key());
            } else {
                store.put(change.key(), change.value());
            }
        } else if (effect instanceof Effect.Aligned aligned) {
            moments.computeIfAbsent(aligned.task(), task -> new ArrayList<>()).add(aligned.moment());
        } else if (effect instanceof Effect.Taken step) {
            taken.computeIfAbsent(step.task(), task -> new ArrayList<>()).add(step.step());
        }
    }

    /** What a store's changelog has: a copy. */
    NavigableMap<Bytes, byte[]> restore(TaskId task, String store) {
        return new TreeMap<>(stores.getOrDefault(task, Map.of()).getOrDefault(store, new TreeMap<>()));
    }

    /** Where a task goes on; empty if it never committed. */
    final OptionalLong committed(TaskId task) {
        Long offset = offsets.get(task);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Everything that counts of a partition, in its order. */
    final List<ConsumerRecord<byte[], byte[]>> read(String topic, int partition) {
        return log(new TopicPartition(topic, partition)).stream()
                .filter(entry ->
                        entry.transaction() == null || entry.transaction().state() == Transaction.State.COMMITTED)
                .map(Entry::record)
                .toList();
    }

    /** Everything that counts of a topic, partition by partition. */
    final List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            all.addAll(read(topic, partition));
        }
        return all;
    }

    /** The moments whose decisions count, task by task. */
    final List<Moment> moments() {
        return moments.values().stream().flatMap(List::stream).toList();
    }

    final List<Moment> moments(TaskId task) {
        return List.copyOf(moments.getOrDefault(task, List.of()));
    }

    /** What a task's alignment took, as far as it counts. */
    final List<Step> taken(TaskId task) {
        return List.copyOf(taken.getOrDefault(task, List.of()));
    }

    private List<Entry> log(TopicPartition partition) {
        return logs.computeIfAbsent(partition, p -> new ArrayList<>());
    }
}
