package io.tributary.fusion.align;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Aligner} remembers: in the store the embeddings, in memory where they lie. Times are milliseconds since
 * the epoch.
 */
final class MomentState {
    private final List<String> modalities;
    private final Windows windows;
    private final MomentStore store;
    private final EventTime eventTime;
    private final Panes panes;
    private final HeldObservations held;
    private final ReusableEmbeddings reusable;

    private final Map<String, Entity> entities = new HashMap<>();
    private final Deadlines<Decided> decided = new Deadlines<>();
    private final Deadlines<ExpiringPane> expiring = new Deadlines<>();
    private final EntityBounds bounds;
    private long passed = EventTime.NONE;
    private long passedByGrace = EventTime.NONE;

    /** How far event time was when that was last written. */
    private byte @Nullable [] remembered;

    private record ExpiringPane(Entity entity, Pane pane) {}

    MomentState(
            List<String> modalities,
            Alignment alignment,
            Windows windows,
            MomentStore store,
            EventTime eventTime,
            long room) {
        this.modalities = modalities;
        this.windows = windows;
        this.store = store;
        this.eventTime = eventTime;
        this.bounds = new EntityBounds(modalities, eventTime, store);
        this.panes = new Panes(modalities, windows, store, room);
        this.held = new HeldObservations(windows, panes, alignment.closing().maxObservations());
        this.reusable = new ReusableEmbeddings(modalities, alignment, windows, store, panes);
    }

    /** The entity of a name; where nothing waits of it, it is made. */
    Entity entity(String name) {
        return entities.computeIfAbsent(name, n -> new Entity(n, StoreKeys.entity(n)));
    }

    void forgetIfEmpty(Entity entity) {
        if (entity.isEmpty() && !bounds.has(entity)) {
            entities.remove(entity.name());
        }
    }

    /** Windows that end at this time or before are passed, of every entity. */
    Passed passed() {
        return new Passed(passedByGrace, passed);
    }

    /** Windows that end at this time or before are passed, of one entity. */
    Passed passed(Entity entity) {
        return new Passed(passedByGrace, Math.max(passed, bounds.passed(entity)));
    }

    /**
     * Takes note of how far event time is.
     *
     * @return entities whose bounds may have passed windows of theirs
     */
    List<Entity> advance() {
        long byGrace = lastEnd(eventTime.passedByGrace());
        long end = lastEnd(eventTime.passed());
        passed = Math.max(passed, end);
        passedByGrace = Math.max(passedByGrace, byGrace);
        return bounds.advance();
    }

    private long lastEnd(long time) {
        return time == EventTime.NONE ? EventTime.NONE : windows.lastEnd(time);
    }

    /** Takes note that something of an entity arrives, before it is looked where it belongs. */
    void arrives(Entity entity) {
        bounds.arrives(entity);
    }

    /** Takes note that of an entity and a modality nothing older than {@code at} will come any more. */
    void bound(Entity entity, int modality, long at) {
        if (at > passed) {
            bounds.bound(entity, modality, at);
        } else {
            bounds.arrives(entity);
        }
    }

    void put(
            Entity entity,
            Embedding embedding,
            byte @Nullable [] encoded,
            int modality,
            Placement placement,
            long now) {
        long at = embedding.at().toEpochMilli();
        Pane pane = entity.pane(windows.paneEnd(at));
        expire(entity, pane);
        long arrival = arrival(placement, modality, pane, now);
        pane.add(modality, arrival);
        if (panes.put(pane, embedding, encoded, modality, arrival)) {
            held.came(entity, placement);
        }
    }

    /**
     * The arrival that is stored with an embedding, from which a restart knows since when its windows wait. A pane is in a
     * window as a whole or not at all, so it is the pane's; but where windows are anchored it is the anchor's window's.
     */
    private long arrival(Placement placement, int modality, Pane pane, long now) {
        if (windows instanceof AnchoredWindows) {
            return windows.opens(modality)
                    ? placement.windows().stream()
                            .mapToLong(OpenWindow::firstArrival)
                            .findFirst()
                            .orElse(now)
                    : now;
        }
        return Math.min(now, pane.firstArrival());
    }

    /** Sees to it that a pane is dropped in time, even if no window ever has a part of it. */
    private void expire(Entity entity, Pane pane) {
        long until = windows.keepUntil(pane);
        if (until != Long.MIN_VALUE) {
            expiring.add(until, new ExpiringPane(entity, pane));
        }
    }

    /**
     * Takes note that a window has opened.
     *
     * @return the modalities of which it has embeddings that waited for it
     */
    long opened(OpenWindow window) {
        return held.opened(window);
    }

    /**
     * Reads what windows have.
     *
     * @param dense whether they are all that is open up to some time, so that one range read finds little else
     */
    Map<OpenWindow, WindowContents> read(List<OpenWindow> due, boolean dense) {
        return panes.read(due, dense);
    }

    /** The last embedding of a modality before a window, if it is young enough. */
    Optional<Embedding> lastBefore(OpenWindow window, int modality) {
        return reusable.lastBefore(window, modality);
    }

    /** Takes note that a window was decided, which is no longer among the open ones of its entity. */
    void decided(OpenWindow window, WindowContents contents, CloseReason reason) {
        Entity entity = window.entity();
        held.decided(window, contents);
        if (windows instanceof AnchoredWindows) {
            dropAnchors(window, contents);
        }
        if (windows.keepDecided(window.end()) > passed) {
            var closed = new Decided(entity, window.start(), window.end(), windows.last(window), reason);
            entity.add(closed);
            decided.add(windows.keepDecided(closed.end()), closed);
            store.add(StoreKeys.decided(closed), ClosedMarker.encode(reason));
        }
        for (Pane pane : List.copyOf(entity.panes())) {
            if (!windows.overlap(window, pane) || windows.keepUntil(pane) > passed) {
                continue;
            }
            if (entity.open().stream().noneMatch(open -> windows.overlap(open, pane))) {
                drop(entity, pane);
            } else if (!windows.share()) {
                drop(entity, pane, window);
            }
        }
        forgetIfEmpty(entity);
    }

    /** Drops what opened a window: it counts in no other. */
    private void dropAnchors(OpenWindow window, WindowContents contents) {
        Entity entity = window.entity();
        Pane pane = entity.pane(windows.paneEnd(windows.reference(window)));
        for (PaneEntry entry : contents.entries()) {
            if (windows.opens(entry.modality())) {
                panes.remove(pane, entry.key());
            }
        }
        forgetIfEmpty(entity, pane);
    }

    private void forgetIfEmpty(Entity entity, Pane pane) {
        if (pane.count() == 0) {
            panes.forget(pane);
            entity.panes().remove(pane);
            expiring.remove(windows.keepUntil(pane), new ExpiringPane(entity, pane));
        }
    }

    /** Drops what a window has of a pane, of which another window has the rest. */
    private void drop(Entity entity, Pane pane, OpenWindow window) {
        drop(entity, pane, at -> window.contains(at));
    }

    private void drop(Entity entity, Pane pane) {
        drop(entity, pane, at -> true);
        forgetIfEmpty(entity, pane);
    }

    private void drop(Entity entity, Pane pane, LongPredicate dropped) {
        int before = pane.count();
        List<PaneEntry> removed = panes.remove(pane, dropped);
        held.dropped(entity, removed, before - pane.count());
        Map<Integer, PaneEntry> last = new TreeMap<>();
        for (PaneEntry entry : removed) {
            if (entry.modality() >= 0 && reusable.isAsked(entry.modality())) {
                last.put(entry.modality(), entry);
            }
        }
        last.values().forEach(entry -> reusable.keep(entity, entry, passed));
    }

    /** Forgets of windows and bounds what was only needed until its time was passed. */
    void forgetPassed() {
        if (decided.isDue(passed)) {
            for (Decided closed : decided.until(passed)) {
                decided.remove(windows.keepDecided(closed.end()), closed);
                closed.entity().decided().remove(closed);
                store.delete(StoreKeys.decided(closed));
                forgetIfEmpty(closed.entity());
            }
        }
        if (bounds.isDue(passed)) {
            bounds.forget(passed).forEach(this::forgetIfEmpty);
        }
    }

    /** Drops embeddings that were only needed until their time was passed and every window decided that ends before. */
    void dropPassed() {
        if (expiring.isDue(passed)) {
            for (ExpiringPane expired : expiring.until(passed)) {
                drop(expired.entity(), expired.pane());
                forgetIfEmpty(expired.entity());
            }
        }
        reusable.forget(passed);
    }

    /** The same of one entity. */
    void dropPassed(Entity entity) {
        for (Pane pane : List.copyOf(entity.panes())) {
            if (windows.keepUntil(pane) != Long.MIN_VALUE && windows.keepUntil(pane) <= passed) {
                drop(entity, pane);
            }
        }
    }

    /** Whether an entity holds more in its open windows than it may. */
    boolean isOverCapacity(Entity entity) {
        return held.isOverCapacity(entity);
    }

    /** Whether more of an entity may wait for anchors than is allowed, were every window decided that is about to be. */
    boolean mayHaveTooManyWaiting(Entity entity) {
        return held.mayHaveTooManyWaiting(entity);
    }

    /**
     * Forgets of what waits for anchors the oldest, where it is more than is allowed.
     *
     * @return how many
     */
    int forgetOldest(Entity entity) {
        List<HeldObservations.Waiting> oldest = held.forgetOldest(entity);
        for (HeldObservations.Waiting one : oldest) {
            panes.remove(one.pane(), one.key());
            forgetIfEmpty(entity, one.pane());
        }
        return oldest.size();
    }

    /**
     * Takes up what the store holds.
     *
     * @param now wall clock
     * @param closed windows that are not decided although they may be passed; they are found open
     * @param opened what is to be done with a window that is found open
     * @param replaced with one that turned out to be part of another
     */
    void restore(long now, List<DueWindows.Saved> closed, Consumer<OpenWindow> opened, Consumer<OpenWindow> replaced) {
        byte[] times = store.get(StoreKeys.eventTime());
        remembered = times;
        if (times != null) {
            passed = ByteBuffer.wrap(times).getLong();
            eventTime.restore(Arrays.copyOfRange(times, Long.BYTES, times.length));
            passedByGrace = eventTime.hasBounds() ? lastEnd(eventTime.passedByGrace()) : passed;
        }
        store.scan(
                StoreKeys.allBounds(),
                StoreKeys.after(StoreKeys.allBounds()),
                (key, value) -> bounds.restore(value, this::entity));
        store.scan(StoreKeys.allDecided(), StoreKeys.after(StoreKeys.allDecided()), this::restoreDecided);
        reusable.restore();
        for (DueWindows.Saved window : closed) {
            if (windows.mayBe(window.start(), window.end())) {
                opened.accept(new OpenWindow(entity(window.entity()), window.start(), window.end(), now));
            }
        }
        Set<ByteBuffer> moved = new Migration(store, windows).run();
        store.scan(
                StoreKeys.entries(),
                StoreKeys.after(StoreKeys.entries()),
                (key, value) -> restoreEntry(
                        StoreKeys.readEntry(key), value, now, moved.contains(ByteBuffer.wrap(key)), opened, replaced));
        entities.values().forEach(held::restored);
    }

    private void restoreDecided(byte[] key, byte[] value) {
        ClosedMarker.restore(value, eventTime);
        StoreKeys.DecidedKey closed = StoreKeys.readDecided(key);
        Entity entity = entity(closed.entity());
        long last = windows.last(new OpenWindow(entity, closed.start(), closed.end(), 0));
        var window = new Decided(entity, closed.start(), closed.end(), last, ClosedMarker.reason(value));
        entity.add(window);
        decided.add(windows.keepDecided(window.end()), window);
    }

    private void restoreEntry(
            StoreKeys.Entry entry,
            byte[] value,
            long now,
            boolean moved,
            Consumer<OpenWindow> opened,
            Consumer<OpenWindow> replaced) {
        // Where the clock was ahead when it arrived, the wait must not become longer than it is.
        long arrival = Math.min(now, StoredEmbedding.firstArrival(value));
        Entity entity = entity(entry.entity());
        Pane pane = entity.pane(entry.paneEnd());
        panes.leaveMemory(pane);
        expire(entity, pane);
        pane.setCount(pane.count() + 1);
        int modality = modalities.indexOf(entry.modality());
        held.found(entity, modality);
        if (modality < 0) {
            return;
        }
        pane.add(modality, arrival);
        eventTime.restore(modality, entry.at());
        if (!windows.opens(modality)) {
            return;
        }
        // What a session has had is not in the store any more, and what is there is part of one that is open.
        Passed known = windows.share() ? passed(entity) : Passed.NOTHING;
        Placement placement = windows.place(entity, modality, entry.at(), known, arrival);
        if (!placement.isOfUse() && moved) {
            // The pipeline's windows were changed: it still waits for a decision, which it gets at once.
            placement = windows.place(entity, modality, entry.at(), Passed.NOTHING, arrival);
        }
        placement.replaced().forEach(replaced);
        for (OpenWindow window : placement.windows()) {
            if (!placement.opened().contains(window)) {
                replaced.accept(window);
            }
            window.hold(1L << modality, arrival);
            opened.accept(window);
        }
    }

    /** With what is passed, so that a longer grace set later does not open again what was closed. */
    void rememberEventTime() {
        byte[] times = eventTime.encode();
        byte[] value = ByteBuffer.allocate(Long.BYTES + times.length)
                .putLong(passed)
                .put(times)
                .array();
        if (!Arrays.equals(value, remembered)) {
            store.put(StoreKeys.eventTime(), value);
            remembered = value;
        }
    }
}
