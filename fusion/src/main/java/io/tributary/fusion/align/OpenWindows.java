package io.tributary.fusion.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The windows that wait, in the order of window end and entity, which is that of the store, and by first arrival. */
final class OpenWindows {
    private final NavigableMap<byte[], OpenWindow> byEnd = new TreeMap<>(Arrays::compareUnsigned);
    private final NavigableSet<OpenWindow> byArrival = new TreeSet<>(
            Comparator.comparingLong(OpenWindow::firstArrival).thenComparing(OpenWindow::key, Arrays::compareUnsigned));

    int size() {
        return byEnd.size();
    }

    @Nullable
    OpenWindow get(byte[] key) {
        return byEnd.get(key);
    }

    void add(OpenWindow window) {
        byEnd.put(window.key(), window);
        byArrival.add(window);
    }

    void remove(OpenWindow window) {
        byEnd.remove(window.key());
        byArrival.remove(window);
    }

    List<OpenWindow> all() {
        return List.copyOf(byEnd.values());
    }

    /** The first {@code count} in order, which are the oldest. */
    List<OpenWindow> oldest(int count) {
        return byEnd.values().stream().limit(Math.max(0, count)).toList();
    }

    /** Those that end at {@code end} or before, in order. */
    List<OpenWindow> endingUntil(long end) {
        List<OpenWindow> due = new ArrayList<>();
        for (OpenWindow window : byEnd.values()) {
            if (window.window().end() > end) {
                break;
            }
            due.add(window);
        }
        return due;
    }

    /** Those whose first embedding came at {@code time} or before, in the order of window end and entity. */
    List<OpenWindow> waitingSince(long time) {
        List<OpenWindow> due = new ArrayList<>();
        for (OpenWindow window : byArrival) {
            if (window.firstArrival() > time) {
                break;
            }
            due.add(window);
        }
        due.sort(Comparator.comparing(OpenWindow::key, Arrays::compareUnsigned));
        return due;
    }
}
