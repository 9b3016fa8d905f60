package io.tributary.fusion.align;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Things by the time at which they are due, each at one time. What is not due costs nothing when asked what is. */
final class Deadlines<T> {
    private final TreeMap<Long, Set<T>> byTime = new TreeMap<>();
    private int size;

    void add(long time, T thing) {
        if (byTime.computeIfAbsent(time, t -> new LinkedHashSet<>()).add(thing)) {
            size++;
        }
    }

    void remove(long time, T thing) {
        Set<T> ofTime = byTime.get(time);
        if (ofTime != null && ofTime.remove(thing)) {
            size--;
            if (ofTime.isEmpty()) {
                byTime.remove(time);
            }
        }
    }

    int size() {
        return size;
    }

    /** Whether any is due at {@code time} or before. */
    boolean isDue(long time) {
        return size > 0 && byTime.firstKey() <= time;
    }

    /** Those due at {@code time} or before, by time. */
    List<T> until(long time) {
        List<T> due = new ArrayList<>();
        for (Map.Entry<Long, Set<T>> ofTime : byTime.entrySet()) {
            if (ofTime.getKey() > time) {
                break;
            }
            due.addAll(ofTime.getValue());
        }
        return due;
    }

    /** Takes out those due at {@code time} or before. */
    List<T> removeUntil(long time) {
        List<T> due = until(time);
        byTime.headMap(time, true).clear();
        size -= due.size();
        return due;
    }

    /** At least the first {@code count}, and all others that are due at the time of the last of these. */
    List<T> first(int count) {
        List<T> due = new ArrayList<>();
        for (Set<T> ofTime : byTime.values()) {
            if (due.size() >= count) {
                break;
            }
            due.addAll(ofTime);
        }
        return due;
    }

    List<T> all() {
        return until(Long.MAX_VALUE);
    }
}
