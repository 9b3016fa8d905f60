package io.tributary.fusion;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the stage and its processors, which run in other threads, tell each other. */
final class FusionProgress {
    private final Map<Integer, Integer> openByPartition = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> closingsByPartition = new ConcurrentHashMap<>();
    private final AtomicInteger closings = new AtomicInteger();

    private final Map<Thread, CommitGroup> groups = new ConcurrentHashMap<>();

    final FusionCount decisions = new FusionCount("tributary.fusion.decisions");
    final FusionCount incomplete = new FusionCount("tributary.fusion.incomplete");
    final FusionCount forgotten = new FusionCount("tributary.fusion.forgotten");
    final FusionCount late = new FusionCount("tributary.fusion.late");
    final FusionCount deadLetters = new FusionCount("tributary.fusion.dead-letters");

    /** That of the calling thread. */
    CommitGroup group(boolean exactlyOnce) {
        return groups.computeIfAbsent(Thread.currentThread(), thread -> new CommitGroup(exactlyOnce));
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
