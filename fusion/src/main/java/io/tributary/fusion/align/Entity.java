package io.tributary.fusion.align;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What waits of one entity. Times are milliseconds since the epoch. */
final class Entity {
    private final String name;
    private final byte[] key;

    /** By start, then end: an entity has few at a time. */
    private final List<OpenWindow> open = new ArrayList<>(2);

    private final List<Decided> decided = new ArrayList<>(0);

    /** By end. */
    private final List<Pane> panes = new ArrayList<>(2);

    private int held;
    private int waiting;

    /** @param key its name as it stands in the keys of the store, which has the order of its UTF-8 bytes */
    Entity(String name, byte[] key) {
        this.name = name;
        this.key = key;
    }

    String name() {
        return name;
    }

    byte[] key() {
        return key;
    }

    /** Those that are about to be decided included. */
    List<OpenWindow> open() {
        return open;
    }

    @Nullable
    OpenWindow open(long start, long end) {
        for (OpenWindow window : open) {
            if (window.start() == start && window.end() == end) {
                return window;
            }
        }
        return null;
    }

    void add(OpenWindow window) {
        int place = open.size();
        while (place > 0 && open.get(place - 1).start() > window.start()) {
            place--;
        }
        open.add(place, window);
    }

    /** The last open window that starts before another, which need not be open. */
    @Nullable
    OpenWindow openBefore(OpenWindow other) {
        int place = startingBy(other.start() - 1);
        return place == 0 ? null : open.get(place - 1);
    }

    /** The first open window that starts after another, which need not be open. */
    @Nullable
    OpenWindow openAfter(OpenWindow other) {
        int place = startingBy(other.start());
        return place == open.size() ? null : open.get(place);
    }

    /** Whether a time is in an open window, where all are equally long. */
    boolean hasOpenAt(long time) {
        int place = startingBy(time);
        return place > 0 && open.get(place - 1).contains(time);
    }

    /** How many open windows start at a time or before. */
    private int startingBy(long time) {
        int least = 0;
        int most = open.size();
        while (least < most) {
            int middle = (least + most) >>> 1;
            if (open.get(middle).start() <= time) {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        return least;
    }

    /** When the first window ends that still waits and ends after a time; {@code Long.MAX_VALUE} where there is none. */
    long firstEndAfter(long time) {
        long first = Long.MAX_VALUE;
        for (OpenWindow window : open) {
            if (!window.isDue() && window.end() > time) {
                first = Math.min(first, window.end());
            }
        }
        return first;
    }

    /** Whether one of its windows is about to be decided. */
    boolean hasDue() {
        for (OpenWindow window : open) {
            if (window.isDue()) {
                return true;
            }
        }
        return false;
    }

    void remove(OpenWindow window) {
        open.remove(window);
    }

    /** By end, then start. */
    List<Decided> decided() {
        return decided;
    }

    void add(Decided window) {
        int place = decided.size();
        while (place > 0 && isAfter(decided.get(place - 1), window)) {
            place--;
        }
        decided.add(place, window);
    }

    private static boolean isAfter(Decided one, Decided other) {
        return one.end() > other.end() || (one.end() == other.end() && one.start() > other.start());
    }

    @Nullable
    Decided decided(long start, long end) {
        for (Decided window : decided) {
            if (window.start() == start && window.end() == end) {
                return window;
            }
        }
        return null;
    }

    List<Pane> panes() {
        return panes;
    }

    /** The pane that ends at {@code end}; where there is none, it is made. */
    Pane pane(long end) {
        int place = panes.size();
        while (place > 0 && panes.get(place - 1).end() > end) {
            place--;
        }
        if (place > 0 && panes.get(place - 1).end() == end) {
            return panes.get(place - 1);
        }
        var pane = new Pane(end, StoreKeys.pane(end, key));
        panes.add(place, pane);
        return pane;
    }

    /** Observations in open windows; more where panes {@linkplain Pane#count count} more than they have. */
    int held() {
        return held;
    }

    void holds(int more) {
        held += more;
    }

    /** Observations that are in no open window, and wait for anchors that may come. */
    int waiting() {
        return waiting;
    }

    void waits(int more) {
        waiting += more;
    }

    boolean isEmpty() {
        return open.isEmpty() && decided.isEmpty() && panes.isEmpty();
    }
}
