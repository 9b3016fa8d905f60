package io.tributary.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a stage: polls, works, sends and commits, each a step of its own, and can die between any two of them. What
 * it has in memory is here; what outlives it is the broker's.
 */
final class Member {
    private final Group group;
    private final int slot;
    private final SimulatedBroker broker;
    private final boolean exactlyOnce;

    private final Map<Integer, Task> tasks = new TreeMap<>();
    private final Map<Integer, Long> positions = new HashMap<>();
    private final Deque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();
    private final Deque<Effect> unsent = new ArrayDeque<>();
    private final Map<TaskId, Long> worked = new HashMap<>();
    private @Nullable Transaction transaction;
    private @Nullable Transaction hanging;
    private Stage.@Nullable Process process;
    private int generation = -1;
    private boolean alive = true;
    private boolean saved;

    Member(Group group, int slot, SimulatedBroker broker, boolean exactlyOnce) {
        this.group = group;
        this.slot = slot;
        this.broker = broker;
        this.exactlyOnce = exactlyOnce;
        this.process = group.stage().processes().get();
    }

    boolean isAlive() {
        return alive;
    }

    /** Whether the group knows it as one of its own. */
    boolean isCurrent() {
        return alive && generation == group.generation();
    }

    /** Whether it still believes to be one of a group that has gone on without it. */
    boolean isUnaware() {
        return alive && generation >= 0 && generation != group.generation();
    }

    boolean wantsToJoin() {
        return alive && generation < 0;
    }

    Group group() {
        return group;
    }

    /** Whether it has work in hand that would be lost with it. */
    boolean isBusy() {
        return !polled.isEmpty() || !unsent.isEmpty() || !worked.isEmpty();
    }

    /** How many partitions it believes to have. */
    int assigned() {
        return tasks.size();
    }

    /** Partitions of which it could poll a record. */
    List<Integer> readable() {
        return tasks.keySet().stream()
                .filter(partition -> next(partition).record().isPresent())
                .toList();
    }

    private SimulatedBroker.Fetched next(int partition) {
        return broker.fetch(new TopicPartition(group.stage().input(), partition), position(partition));
    }

    private long position(int partition) {
        return Objects.requireNonNull(positions.get(partition), () -> "no position in partition " + partition);
    }

    boolean canPoll() {
        return polled.size() < group.stage().batch() && !readable().isEmpty();
    }

    void poll(int partition) {
        SimulatedBroker.Fetched fetched = next(partition);
        fetched.record().ifPresent(polled::add);
        positions.put(partition, fetched.next());
    }

    boolean canWork() {
        return !polled.isEmpty() && !saved;
    }

    /** Works on what was polled, all of it. */
    void work() {
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> batches = new TreeMap<>();
        polled.forEach(record -> batches.computeIfAbsent(record.partition(), p -> new ArrayList<>())
                .add(record));
        polled.clear();
        batches.forEach((partition, batch) -> {
            unsent.addAll(task(partition).work(batch));
            worked.put(id(partition), batch.get(batch.size() - 1).offset() + 1);
        });
    }

    Optional<Integer> due() {
        return tasks.keySet().stream()
                .filter(partition -> !saved && task(partition).isDue())
                .findFirst();
    }

    void tick(int partition) {
        unsent.addAll(task(partition).tick());
        worked.putIfAbsent(id(partition), committed(partition));
    }

    private long committed(int partition) {
        return broker.committed(id(partition)).orElse(0);
    }

    boolean canSend() {
        return !unsent.isEmpty();
    }

    /** Sends one thing. */
    void send() {
        if (exactlyOnce && transaction == null) {
            transaction = new Transaction();
        }
        broker.publish(unsent.remove(), transaction);
    }

    /** Whether a change of a store may come to the broker before results do that it was made after: no transaction holds it. */
    boolean canSendChange() {
        return !exactlyOnce && unsent.stream().anyMatch(Effect.Change.class::isInstance);
    }

    /** Sends the first change of a store, whatever was to be sent before it; they go to other partitions. */
    void sendChange() {
        Effect change = unsent.stream()
                .filter(Effect.Change.class::isInstance)
                .findFirst()
                .orElseThrow();
        unsent.remove(change);
        broker.publish(change, null);
    }

    /** Whether it could begin to commit: by writing what a commit must find written. Then it does nothing else before it. */
    boolean canSave() {
        return !worked.isEmpty() && !saved;
    }

    void save() {
        saved = true;
        tasks.values().forEach(task -> unsent.addAll(task.save()));
    }

    boolean canCommit() {
        return (unsent.isEmpty() || broker.commitsBeforeSending()) && !worked.isEmpty() && saved;
    }

    /** @return whether it was done; if not, the member has forgotten everything and is to join again */
    boolean commit() {
        boolean done = broker.commit(this, worked, transaction);
        transaction = null;
        worked.clear();
        saved = false;
        if (!done) {
            leave();
        }
        return done;
    }

    /**
     * Commits and is not told: goes back to what is committed, as after any commit of unknown outcome.
     *
     * @return as {@link #commit()}
     */
    boolean commitUnheard() {
        boolean done = commit();
        if (done) {
            startOver();
        }
        return done;
    }

    /** Gives up what it has in hand, and goes back to what is committed. */
    void startOver() {
        abort();
        forget();
        for (int partition : List.copyOf(tasks.keySet())) {
            open(partition);
        }
    }

    /** Commits before partitions move; what was polled only, is left. */
    void handOver() {
        if (!isCurrent()) {
            leave();
            return;
        }
        polled.clear();
        sendAll();
        if (canSave()) {
            save();
            sendAll();
        }
        if (canCommit()) {
            commit();
        }
    }

    private void sendAll() {
        while (canSend()) {
            send();
        }
    }

    /** Takes part in the group's generation; tasks that it keeps, go on as they are. */
    void join(Set<Integer> partitions) {
        generation = group.generation();
        tasks.keySet().retainAll(partitions);
        positions.keySet().retainAll(partitions);
        for (int partition : partitions) {
            if (tasks.containsKey(partition)) {
                positions.put(partition, committed(partition));
            } else {
                open(partition);
            }
        }
    }

    private void open(int partition) {
        tasks.put(partition, Objects.requireNonNull(process).open(broker, id(partition)));
        positions.put(partition, committed(partition));
    }

    /** Forgets everything, and is to join again. */
    void leave() {
        abort();
        forget();
        tasks.clear();
        positions.clear();
        generation = -1;
    }

    private void abort() {
        if (transaction != null) {
            transaction.end(Transaction.State.ABORTED);
            transaction = null;
        }
    }

    private void forget() {
        polled.clear();
        unsent.clear();
        worked.clear();
        saved = false;
    }

    /** Loses its memory. Its transaction hangs until it times out or the instance comes back. */
    void crash() {
        if (transaction != null) {
            hanging = transaction;
            transaction = null;
        }
        forget();
        tasks.clear();
        positions.clear();
        alive = false;
    }

    boolean hangs() {
        return hanging != null;
    }

    /** Ends the transaction that a crash left open. */
    void timeOut() {
        if (hanging != null) {
            hanging.end(Transaction.State.ABORTED);
            hanging = null;
        }
    }

    void restart() {
        timeOut();
        process = group.stage().processes().get();
        generation = -1;
        alive = true;
    }

    /** Ends as a stage that is closed: what it worked on counts, what was polled only is left. */
    void close() {
        handOver();
        leave();
    }

    long incomplete() {
        return Objects.requireNonNull(process).incomplete();
    }

    void closeOpenWindows() {
        Objects.requireNonNull(process).closeOpenWindows();
    }

    private Task task(int partition) {
        return Objects.requireNonNull(tasks.get(partition), () -> "no task of partition " + partition);
    }

    private TaskId id(int partition) {
        return new TaskId(group.stage().name(), partition);
    }

    @Override
    public String toString() {
        return group.stage().name() + "#" + slot;
    }
}
