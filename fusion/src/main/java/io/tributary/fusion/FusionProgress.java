package io.tributary.fusion;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the stage and its processors, which run in other threads, tell each other. */
final class FusionProgress {
    private final Map<Integer, Integer> openByPartition = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> closingsByPartition = new ConcurrentHashMap<>();
    private final AtomicInteger closings = new AtomicInteger();

    private final Map<Integer, Long> incompleteByPartition = new ConcurrentHashMap<>();
    private final Map<Integer, Long> forgottenByPartition = new ConcurrentHashMap<>();

    private final Map<Thread, CommitPace> paces = new ConcurrentHashMap<>();

    final LongAdder decisions = new LongAdder();
    final LongAdder incomplete = new LongAdder();
    final LongAdder forgotten = new LongAdder();
    final LongAdder late = new LongAdder();
    final LongAdder deadLetters = new LongAdder();

    /** That of the calling thread. */
    CommitPace pace() {
        return paces.computeIfAbsent(Thread.currentThread(), thread -> new CommitPace());
    }

    /** Asks every partition to close its windows once. */
    void requestClosing() {
        closings.incrementAndGet();
    }

    /** Whether a partition has not yet answered the last request that was made since it was first seen. */
    boolean takeClosing(int partition) {
        int requested = closings.get();
        Integer answered = closingsByPartition.put(partition, requested);
        return answered != null && answered < requested;
    }

    void partitionOpened(int partition, int openWindows) {
        closingsByPartition.putIfAbsent(partition, closings.get());
        openByPartition.put(partition, openWindows);
        incompleteByPartition.put(partition, 0L);
        forgottenByPartition.put(partition, 0L);
    }

    /** @param sinceOpened of this partition */
    void showIncomplete(int partition, long sinceOpened) {
        Long before = incompleteByPartition.put(partition, sinceOpened);
        incomplete.add(sinceOpened - (before == null ? 0 : before));
    }

    /** @param sinceOpened of this partition */
    void showForgotten(int partition, long sinceOpened) {
        Long before = forgottenByPartition.put(partition, sinceOpened);
        forgotten.add(sinceOpened - (before == null ? 0 : before));
    }

    void showOpen(int partition, int openWindows) {
        openByPartition.put(partition, openWindows);
    }

    void partitionClosed(int partition) {
        openByPartition.remove(partition);
    }

    int openWindows() {
        return openByPartition.values().stream().mapToInt(Integer::intValue).sum();
    }
}
