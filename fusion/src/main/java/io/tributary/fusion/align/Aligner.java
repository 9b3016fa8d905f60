package io.tributary.fusion.align;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Bound;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings together the embeddings of one entity that belong to the same moment, and says when to stop waiting.
 * {@code docs/alignment.md} is the definition of what it does, with examples.
 *
 * <ul>
 *   <li><b>Order:</b> moments that close at one step for one reason are ordered by window end, then entity (UTF-8), then
 *       window start. The same embeddings in the same order give the same moments, byte for byte, as long as no clock
 *       closes a window or silences a modality.
 *   <li><b>Duplicates:</b> the same observation again (entity, modality, event time, id) replaces itself.
 *   <li><b>Restart:</b> after {@link #prepareCommit} all state is in the store; a new aligner over the same store goes on as
 *       if nothing had happened, {@code max-wait} included. Only silence ({@code idle-after}) and settling are judged anew.
 *   <li><b>Cost:</b> an embedding is written once and deleted, and read only where memory had no room for it; nothing
 *       depends on how many windows are open. <b>Memory:</b> about 300 bytes an open window, as many embeddings as the
 *       {@link Allowance} says; the moments of one call are in memory together.
 *   <li><b>Together:</b> windows that are complete may wait for others, to be decided with them: until there are {@link
 *       Allowance#mostDue}, until the next tick, until something happens to the entity or until time passes anything. What
 *       the moments are does not depend on it. Nothing counts any more in a window that waits so, also after a restart.
 *   <li><b>Threads:</b> one.
 * </ul>
 *
 * Each {@code now} is the wall clock. It matters for {@code max-wait}, {@code settle}, {@code idle-after} and what the
 * clock triggers alone.
 */
public final class Aligner {
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int MOST_MODALITIES = Long.SIZE;
    private static final Comparator<OpenWindow> ORDER = Comparator.comparingLong(OpenWindow::end)
            .thenComparing(window -> window.entity().key(), Arrays::compareUnsigned)
            .thenComparingLong(OpenWindow::start);

    /** The same order. */
    private static final Comparator<Moment> MOMENT_ORDER = Comparator.comparing(Moment::windowEnd)
            .thenComparing(moment -> StoreKeys.entity(moment.entity()), Arrays::compareUnsigned)
            .thenComparing(Moment::windowStart);

    private final List<String> modalities;
    private final Closing closing;
    private final boolean early;
    private final Windows windows;
    private final EventTime eventTime;
    private final MomentState state;
    private final Moments moments;
    private final long completeBits;
    private final Deadlines<OpenWindow> byEnd = new Deadlines<>();
    private final Deadlines<OpenWindow> byFirstArrival = new Deadlines<>();
    private final Deadlines<OpenWindow> settling = new Deadlines<>();
    private final int mostDue;
    private final DueWindows due;
    private long forgotten;

    /** Decides every moment at the step that closes it. */
    public Aligner(List<String> modalities, Alignment alignment, MomentStore store, Instant now) {
        this(modalities, alignment, store, now, new Allowance(1, Long.MAX_VALUE));
    }

    /**
     * Takes up what the store holds.
     *
     * @param modalities names, in the order of a moment's slots; at most 64
     */
    public Aligner(List<String> modalities, Alignment alignment, MomentStore store, Instant now, Allowance allowance) {
        if (modalities.isEmpty() || modalities.size() > MOST_MODALITIES) {
            throw new IllegalArgumentException(
                    "the pipeline has " + modalities.size() + " modalities, expected 1 to " + MOST_MODALITIES);
        }
        this.modalities = List.copyOf(modalities);
        this.closing = alignment.closing();
        this.early = alignment.early();
        this.windows = Windows.of(alignment.window(), this.modalities);
        this.eventTime = new EventTime(
                this.modalities, closing.idleAfter().toMillis(), closing.grace().toMillis());
        this.state = new MomentState(this.modalities, alignment, windows, store, eventTime, allowance.bytes());
        this.moments = new Moments(this.modalities, alignment, windows, state);
        this.completeBits = bits(closing.complete());
        // Early moments come at once, and moments in the order of the steps that led to them.
        this.mostDue = early ? 1 : allowance.mostDue();
        this.due = new DueWindows(store);
        state.restore(now.toEpochMilli(), this::opened, this::replaced);
        due.restore(state::entity).forEach(one -> becomesDue(one.window(), one.triggeredAt()));
        for (OpenWindow window : byEnd.all()) {
            settle(window, now.toEpochMilli());
            if (closing.settle().isZero() && window.hasAll(completeBits)) {
                becomesDue(window, now);
            }
        }
    }

    /** Whether an event time is one that windows can be made of: in the years 1 to 9999. */
    public static boolean accepts(Instant at) {
        return !at.isBefore(EARLIEST) && at.isBefore(LATEST);
    }

    /**
     * Takes an embedding.
     *
     * @throws IllegalArgumentException if its modality is not the pipeline's, or its time not {@link #accepts acceptable}
     */
    public Aligned add(Embedding embedding, Instant now) {
        return add(embedding, null, now);
    }

    /**
     * The same.
     *
     * @param encoded {@code embedding} in Avro's single-object encoding, which saves making it; null where it is not at hand
     */
    public Aligned add(Embedding embedding, byte @Nullable [] encoded, Instant now) {
        int modality = modalities.indexOf(embedding.modality());
        if (modality < 0 || !accepts(embedding.at())) {
            throw new IllegalArgumentException("an embedding of " + embedding.modality() + " at " + embedding.at()
                    + ", expected one of " + modalities + " in the years 1 to 9999");
        }
        long at = embedding.at().toEpochMilli();
        List<Moment> decided = new ArrayList<>(decideDueOf(embedding.entity()));
        Entity entity = state.entity(embedding.entity());
        state.arrives(entity);
        Placement placement = windows.place(entity, modality, at, state.passed(entity), now.toEpochMilli());
        Optional<Late> late = late(embedding, placement);
        placement.replaced().forEach(this::replaced);
        placement.opened().forEach(this::opened);
        if (placement.isOfUse()) {
            state.put(entity, embedding, encoded, modality, placement, now.toEpochMilli());
        }
        List<OpenWindow> widened = arrived(placement, modality, now.toEpochMilli());
        eventTime.observe(modality, at, now.toEpochMilli());
        decided.addAll(closePassed(embedding.receivedAt()));
        decided.addAll(closeComplete(placement, embedding.receivedAt()));
        decided.addAll(closeOverCapacity(entity, embedding.receivedAt()));
        decided.addAll(forgetOldest(entity));
        List<Moment> revised = revise(widened, embedding.receivedAt());
        state.forgetIfEmpty(entity);
        return new Aligned(concatenated(decided, revised), late);
    }

    /**
     * Takes what a producer says of its modality: nothing older than a time will come any more, of an entity or of the
     * whole partition. Windows that only waited for that close, without the grace.
     *
     * @throws IllegalArgumentException as {@link #add}
     */
    public List<Moment> bound(Bound bound, Instant receivedAt, Instant now) {
        int modality = modalities.indexOf(bound.modality());
        if (modality < 0 || !accepts(bound.at())) {
            throw new IllegalArgumentException("a bound of " + bound.modality() + " at " + bound.at()
                    + ", expected one of " + modalities + " in the years 1 to 9999");
        }
        long at = bound.at().toEpochMilli();
        if (bound.entity().isPresent()) {
            List<Moment> decided = new ArrayList<>(decideDueOf(bound.entity().get()));
            Entity entity = state.entity(bound.entity().get());
            eventTime.hear(modality, now.toEpochMilli());
            state.bound(entity, modality, at);
            decided.addAll(closePassed(receivedAt));
            state.forgetIfEmpty(entity);
            return decided;
        }
        eventTime.bound(modality, at, now.toEpochMilli());
        return closePassed(receivedAt);
    }

    /** Closes what the clock closes. To be called about every 100 ms, and at least as often as windows shall time out. */
    public List<Moment> tick(Instant now) {
        List<Moment> decided = new ArrayList<>(decideDue());
        eventTime.tick(now.toEpochMilli());
        decided.addAll(closePassed(now));
        long settledSince = now.minus(closing.settle()).toEpochMilli();
        decided.addAll(close(settling.until(settledSince), CloseReason.COMPLETE, now));
        long waitingSince = now.minus(closing.maxWait()).toEpochMilli();
        decided.addAll(close(byFirstArrival.until(waitingSince), CloseReason.TIMEOUT, now));
        return decided;
    }

    /** Closes every open window. */
    public List<Moment> closeAll(Instant now) {
        List<Moment> decided = new ArrayList<>(decideDue());
        decided.addAll(close(byEnd.all(), CloseReason.SHUTDOWN, now));
        return decided;
    }

    /** Writes to the store what is not there yet; to be called before everything that a restart must know is committed. */
    public void prepareCommit() {
        state.rememberEventTime();
        due.save();
    }

    /** Windows that are not decided yet. */
    public int openWindows() {
        return byEnd.size() + due.size();
    }

    /** The event time up to which, as far as can be told, every modality has come; empty while one that speaks has not. */
    public Optional<Instant> watermark() {
        long watermark = eventTime.watermark();
        return watermark == EventTime.NONE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(watermark));
    }

    /** Moments that were not decided, because a modality was missing that is required. */
    public long incomplete() {
        return moments.incomplete();
    }

    /** Observations that waited for an anchor, and were forgotten because too many of their entity did. */
    public long forgotten() {
        return forgotten;
    }

    private Optional<Late> late(Embedding embedding, Placement placement) {
        if (placement.missed().isEmpty()) {
            return Optional.empty();
        }
        long watermark = eventTime.watermark();
        long lateness =
                watermark == EventTime.NONE ? 0 : watermark - embedding.at().toEpochMilli();
        int of = placement.missed().size() + placement.windows().size();
        return Optional.of(new Late(
                embedding,
                placement.missed().get(0),
                Duration.ofMillis(Math.max(0, lateness)),
                placement.missed().size(),
                of));
    }

    private void opened(OpenWindow window) {
        window.entity().add(window);
        byEnd.add(window.end(), window);
        byFirstArrival.add(window.firstArrival(), window);
    }

    private void replaced(OpenWindow window) {
        window.entity().remove(window);
        waitsNoLonger(window);
    }

    private void waitsNoLonger(OpenWindow window) {
        byEnd.remove(window.end(), window);
        byFirstArrival.remove(window.firstArrival(), window);
        settling.remove(window.lastArrival(), window);
    }

    /** @return the windows that did not have the modality before */
    private List<OpenWindow> arrived(Placement placement, int modality, long now) {
        List<OpenWindow> widened = new ArrayList<>(1);
        for (OpenWindow window : placement.windows()) {
            settling.remove(window.lastArrival(), window);
            long before = window.presence();
            window.arrived(1L << modality, now);
            if (placement.opened().contains(window)) {
                window.arrived(state.opened(window), now);
            }
            if (window.presence() != before) {
                widened.add(window);
            }
            settle(window, window.lastArrival());
        }
        return widened;
    }

    private void settle(OpenWindow window, long since) {
        if (!closing.settle().isZero() && window.hasAll(completeBits)) {
            window.arrived(0, since);
            settling.add(since, window);
        }
    }

    private List<Moment> closePassed(Instant triggeredAt) {
        List<Entity> bounded = state.advance();
        Passed passed = state.passed();
        // A restart would take a window that is passed for decided.
        boolean isDue = byEnd.isDue(passed.byBound()) || due.hasEnded(passed.byBound()) || state.hasPassed();
        if (bounded.isEmpty() && !isDue) {
            return List.of();
        }
        List<Moment> decided = new ArrayList<>(decideDue());
        decided.addAll(close(byEnd.until(passed.byGrace()), CloseReason.GRACE, triggeredAt));
        Set<OpenWindow> bySaid = new LinkedHashSet<>(byEnd.until(passed.byBound()));
        for (Entity entity : bounded) {
            Passed ofEntity = state.passed(entity);
            entity.open().stream().filter(window -> ofEntity.has(window.end())).forEach(bySaid::add);
        }
        decided.addAll(close(bySaid, CloseReason.BOUND, triggeredAt));
        state.forgetPassed();
        return decided;
    }

    private List<Moment> closeComplete(Placement placement, Instant triggeredAt) {
        if (!closing.settle().isZero()) {
            return List.of();
        }
        List<OpenWindow> complete = new ArrayList<>(1);
        for (OpenWindow window : placement.windows()) {
            if (window.hasAll(completeBits) && isOpen(window)) {
                complete.add(window);
            }
        }
        complete.sort(ORDER);
        complete.forEach(window -> becomesDue(window, triggeredAt));
        return due.size() >= mostDue ? decideDue() : List.of();
    }

    /** Closes a window now that is decided later, before anything else happens to its entity. */
    private void becomesDue(OpenWindow window, Instant triggeredAt) {
        waitsNoLonger(window);
        due.add(window, triggeredAt);
    }

    private List<Moment> decideDueOf(String entity) {
        return !due.isEmpty() && state.entity(entity).hasDue() ? decideDue() : List.of();
    }

    private List<Moment> decideDue() {
        if (due.isEmpty()) {
            return List.of();
        }
        List<DueWindows.Due> taken = due.take();
        Map<OpenWindow, WindowContents> contents =
                state.read(taken.stream().map(DueWindows.Due::window).toList(), false);
        List<Moment> decided = new ArrayList<>(taken.size());
        for (DueWindows.Due one : taken) {
            decide(one.window(), contents, CloseReason.COMPLETE, one.triggeredAt(), decided);
        }
        return decided;
    }

    private void decide(
            OpenWindow window,
            Map<OpenWindow, WindowContents> contents,
            CloseReason reason,
            Instant triggeredAt,
            List<Moment> decided) {
        WindowContents ofWindow = contents.getOrDefault(window, new WindowContents());
        moments.last(window, ofWindow, reason, triggeredAt).ifPresent(decided::add);
        replaced(window);
        state.decided(window, ofWindow, reason);
    }

    private List<Moment> closeOverCapacity(Entity entity, Instant triggeredAt) {
        if (!state.isOverCapacity(entity) && byEnd.size() <= closing.maxOpen()) {
            return List.of();
        }
        List<Moment> decided = new ArrayList<>(decideDue());
        List<Moment> overCapacity = new ArrayList<>();
        while (!entity.open().isEmpty() && state.isOverCapacity(entity)) {
            OpenWindow first = entity.open().stream().min(ORDER).orElseThrow();
            overCapacity.addAll(close(List.of(first), CloseReason.CAPACITY, triggeredAt));
        }
        int over = byEnd.size() - closing.maxOpen();
        if (over > 0) {
            List<OpenWindow> first =
                    byEnd.first(over).stream().sorted(ORDER).limit(over).toList();
            overCapacity.addAll(close(first, CloseReason.CAPACITY, triggeredAt));
        }
        overCapacity.sort(MOMENT_ORDER);
        decided.addAll(overCapacity);
        return decided;
    }

    /** What windows that are about to be decided reuse must not be forgotten before. */
    private List<Moment> forgetOldest(Entity entity) {
        if (!state.mayHaveTooManyWaiting(entity)) {
            return List.of();
        }
        List<Moment> decided = decideDueOf(entity.name());
        forgotten += state.forgetOldest(entity);
        return decided;
    }

    private List<Moment> revise(List<OpenWindow> widened, Instant triggeredAt) {
        if (!early) {
            return List.of();
        }
        List<OpenWindow> open =
                widened.stream().filter(this::isOpen).sorted(ORDER).toList();
        Map<OpenWindow, WindowContents> contents = state.read(open, false);
        return open.stream()
                .flatMap(window ->
                        moments
                                .early(window, contents.getOrDefault(window, new WindowContents()), triggeredAt)
                                .stream())
                .toList();
    }

    private boolean isOpen(OpenWindow window) {
        return !window.isDue() && window.entity().open().contains(window);
    }

    private List<Moment> close(Collection<OpenWindow> due, CloseReason reason, Instant triggeredAt) {
        if (due.isEmpty()) {
            return List.of();
        }
        List<OpenWindow> ordered = new ArrayList<>(due);
        ordered.sort(ORDER);
        Map<OpenWindow, WindowContents> contents =
                state.read(ordered, reason == CloseReason.GRACE || reason == CloseReason.SHUTDOWN);
        List<Moment> decided = new ArrayList<>(ordered.size());
        for (OpenWindow window : ordered) {
            decide(window, contents, reason, triggeredAt, decided);
        }
        return decided;
    }

    private static List<Moment> concatenated(List<Moment> first, List<Moment> second) {
        List<Moment> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }

    private long bits(List<String> names) {
        long bits = 0;
        for (String name : names) {
            int modality = modalities.indexOf(name);
            if (modality < 0) {
                throw new IllegalArgumentException(
                        "alignment.complete has '" + name + "', expected some of " + modalities);
            }
            bits |= 1L << modality;
        }
        return bits;
    }
}
