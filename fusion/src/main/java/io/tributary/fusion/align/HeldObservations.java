package io.tributary.fusion.align;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what each entity holds, in its open windows and waiting for anchors, as it comes and goes: nothing has to be read to
 * know whether it is more than it may be.
 *
 * <p>Where windows are anchored, what is in none that is open waits for anchors that may come. Those windows are all equally
 * long, so what is in one that is open and also in another, is in the one before or the one after it.
 */
final class HeldObservations {
    private static final Comparator<Waiting> OLDEST_FIRST =
            Comparator.comparingLong(Waiting::at).thenComparing(Waiting::key, Arrays::compareUnsigned);

    private final Windows windows;
    private final Panes panes;
    private final int most;
    private final boolean anchored;

    /** An observation that is in no open window. */
    record Waiting(Pane pane, long at, byte[] key) {}

    /** @param most that an entity may hold in its open windows, and besides as many that wait for anchors */
    HeldObservations(Windows windows, Panes panes, int most) {
        this.windows = windows;
        this.panes = panes;
        this.most = most;
        this.anchored = windows instanceof AnchoredWindows;
    }

    /** Takes note of an observation that was not there before. */
    void came(Entity entity, Placement placement) {
        if (anchored && placement.windows().isEmpty()) {
            entity.waits(1);
        } else if (!anchored || placement.opened().isEmpty()) {
            entity.holds(1);
        }
    }

    /** Takes note of an observation that was found in the store, before any window {@linkplain #restored takes it up}. */
    void found(Entity entity, int modality) {
        if (!anchored) {
            entity.holds(1);
        } else if (isWaiting(modality)) {
            entity.waits(1);
        }
    }

    /**
     * Takes note that a window has opened, with what was there already.
     *
     * @return the modalities that it has, a bit each; none where windows open with nothing in them
     */
    long opened(OpenWindow window) {
        return anchored ? takeUp(window, window.entity().openAfter(window)) : 0;
    }

    /** The same of all windows that were found open. */
    void restored(Entity entity) {
        if (anchored) {
            for (OpenWindow window : entity.open()) {
                window.hold(takeUp(window, null), Long.MAX_VALUE);
            }
        }
    }

    private long takeUp(OpenWindow window, @Nullable OpenWindow next) {
        Entity entity = window.entity();
        OpenWindow previous = entity.openBefore(window);
        long[] presence = {0};
        panes.visit(window, entry -> {
            presence[0] |= 1L << entry.modality();
            if (!isWaiting(entry.modality())) {
                entity.holds(1);
            } else if (!isIn(previous, entry) && !isIn(next, entry)) {
                entity.holds(1);
                entity.waits(-1);
            }
        });
        return presence[0];
    }

    /** Takes note that a window was decided, which is no longer among the open ones of its entity. */
    void decided(OpenWindow window, WindowContents contents) {
        if (!anchored) {
            return;
        }
        Entity entity = window.entity();
        OpenWindow previous = entity.openBefore(window);
        OpenWindow next = entity.openAfter(window);
        for (PaneEntry entry : contents.entries()) {
            if (!isWaiting(entry.modality())) {
                entity.holds(-1);
            } else if (!isIn(previous, entry) && !isIn(next, entry)) {
                entity.holds(-1);
                entity.waits(1);
            }
        }
    }

    private static boolean isIn(@Nullable OpenWindow window, PaneEntry entry) {
        return window != null && window.contains(entry.at());
    }

    /** Whether observations of a modality wait where no window is open; not those that the pipeline does not know any more. */
    private boolean isWaiting(int modality) {
        return modality >= 0 && !windows.opens(modality);
    }

    /**
     * Takes note that observations are gone that are in no open window.
     *
     * @param fewer that their pane counts fewer than before
     */
    void dropped(Entity entity, List<PaneEntry> dropped, int fewer) {
        if (anchored) {
            dropped.stream().filter(entry -> isWaiting(entry.modality())).forEach(entry -> entity.waits(-1));
        } else {
            entity.holds(-fewer);
        }
    }

    /** Whether an entity holds more in its open windows than it may. */
    boolean isOverCapacity(Entity entity) {
        if (entity.held() <= most || anchored) {
            return entity.held() > most;
        }
        entity.holds(entity.panes().stream().mapToInt(panes::count).sum() - entity.held());
        return entity.held() > most;
    }

    /** Whether more may wait for anchors than is allowed, were every window decided that is about to be. */
    boolean mayHaveTooManyWaiting(Entity entity) {
        return entity.waiting() + entity.held() > most;
    }

    /**
     * Counts of what waits for anchors only the newest, half of what is allowed, where it is more than that.
     *
     * @return the others, which are to be taken out of their panes
     */
    List<Waiting> forgetOldest(Entity entity) {
        if (entity.waiting() <= most) {
            return List.of();
        }
        List<Waiting> waiting = new ArrayList<>(entity.waiting());
        for (Pane pane : entity.panes()) {
            panes.visit(pane, entry -> {
                if (isWaiting(entry.modality()) && !entity.hasOpenAt(entry.at())) {
                    waiting.add(new Waiting(pane, entry.at(), entry.key()));
                }
            });
        }
        waiting.sort(OLDEST_FIRST);
        List<Waiting> oldest = waiting.subList(0, waiting.size() - (most + 1) / 2);
        entity.waits(-oldest.size());
        return oldest;
    }
}
