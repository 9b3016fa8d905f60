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
 *   <li><b>Order:</b> moments come in the order in which their windows closed; those that close at one step for one reason
 *       by window end, then entity (UTF-8), then window start. Only where very many wait to be decided, an entity to which
 *       something happens does not wait for the others. The same embeddings in the same order give the same moments, byte
 *       for byte, as long as no clock closes a window or silences a modality.
 *   <li><b>Duplicates:</b> the same observation again (entity, modality, event time, id) replaces itself.
 *   <li><b>Restart:</b> after {@link #prepareCommit} all state is in the store; a new aligner over the same store goes on as
 *       if nothing had happened, {@code max-wait} included. Only silence ({@code idle-after}) and settling are judged anew.
 *   <li><b>Cost:</b> an embedding is written once and deleted, and read only where memory had no room for it; nothing
 *       depends on how many windows are open. <b>Memory:</b> about 600 bytes an open window, as many embeddings as the
 *       {@link Allowance} says; the moments of one call are in memory together, about as many as {@link Allowance#atOnce} says.
 *   <li><b>Together:</b> windows that have closed may wait for others, to be decided with them: until there are {@link
 *       Allowance#together}, until the next tick or until something happens to the entity. Of more than {@link
 *       Allowance#atOnce} the first are decided, the others in the next calls. What the moments are does not depend on it.
 *       Nothing counts any more in a window that waits so, also after a restart.
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

    private final List<String> modalities;
    private final Closing closing;
    private final boolean early;
    private final Windows windows;
    private final EventTime eventTime;
    private final MomentState state;
    private final Moments moments;
    private final long completeBits;
    private final WaitingWindows waiting;
    private final int together;
    private final int atOnce;
    private final DueWindows due;
    private long forgotten;

    /** Decides every moment at the step that closes it. */
    public Aligner(List<String> modalities, Alignment alignment, MomentStore store, Instant now) {
        this(modalities, alignment, store, now, Allowance.undelayed(Long.MAX_VALUE));
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
        this.completeBits = bits(closing.complete());
        this.waiting = new WaitingWindows(closing.settle(), completeBits);
        this.windows = Windows.of(alignment.window(), this.modalities);
        this.eventTime = new EventTime(
                this.modalities, closing.idleAfter().toMillis(), closing.grace().toMillis());
        this.state = new MomentState(this.modalities, alignment, windows, store, eventTime, allowance.bytes());
        this.moments = new Moments(this.modalities, alignment, windows, state);
        // Early moments come at once, and moments in the order of the steps that led to them.
        this.together = early ? 1 : allowance.together();
        this.atOnce = allowance.atOnce();
        this.due = new DueWindows(store);
        restore(now);
    }

    private void restore(Instant now) {
        List<DueWindows.Saved> closed = due.restore();
        state.restore(now.toEpochMilli(), closed, this::opened, this::replaced);
        for (DueWindows.Saved one : closed) {
            Entity entity = state.entity(one.entity());
            OpenWindow window = entity.open(one.start(), one.end());
            if (window != null) {
                waiting.remove(window);
                due.takeUp(one, window);
            }
            state.forgetIfEmpty(entity);
        }
        due.forgetOthers();
        for (OpenWindow window : waiting.all()) {
            waiting.settle(window, now.toEpochMilli());
            if (closing.settle().isZero() && window.hasAll(completeBits)) {
                close(List.of(window), CloseReason.COMPLETE, now);
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
        List<Moment> decided = new ArrayList<>(decideDueOf(state.entity(embedding.entity())));
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
        closePassed(embedding.receivedAt());
        closeComplete(placement, embedding.receivedAt());
        decided.addAll(decideIfEnough());
        decided.addAll(closeOverCapacity(entity, embedding.receivedAt()));
        decided.addAll(forgetOldest(entity));
        decided.addAll(revise(widened, embedding.receivedAt()));
        state.forgetIfEmpty(entity);
        return new Aligned(decided, late);
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
            List<Moment> decided =
                    new ArrayList<>(decideDueOf(state.entity(bound.entity().get())));
            Entity entity = state.entity(bound.entity().get());
            eventTime.hear(modality, now.toEpochMilli());
            state.bound(entity, modality, at);
            closePassed(receivedAt);
            decided.addAll(decideIfEnough());
            state.forgetIfEmpty(entity);
            return decided;
        }
        eventTime.bound(modality, at, now.toEpochMilli());
        closePassed(receivedAt);
        return decideIfEnough();
    }

    /**
     * Closes what the clock closes, and decides what has closed. To be called about every 100 ms, and at least as often as
     * windows shall time out.
     */
    public List<Moment> tick(Instant now) {
        eventTime.tick(now.toEpochMilli());
        closePassed(now);
        close(waiting.settledSince(now.minus(closing.settle())), CloseReason.COMPLETE, now);
        close(waiting.waitingSince(now.minus(closing.maxWait())), CloseReason.TIMEOUT, now);
        return decideFirst();
    }

    /** Closes every open window. */
    public List<Moment> closeAll(Instant now) {
        close(waiting.all(), CloseReason.SHUTDOWN, now);
        return decideFirst();
    }

    /** Writes to the store what is not there yet; to be called before everything that a restart must know is committed. */
    public void prepareCommit() {
        state.rememberEventTime();
        due.save();
    }

    /** Windows that are not decided yet. */
    public int openWindows() {
        return waiting.size() + due.size();
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
        waiting.add(window);
    }

    private void replaced(OpenWindow window) {
        window.entity().remove(window);
        waiting.remove(window);
    }

    /** @return the windows that did not have the modality before */
    private List<OpenWindow> arrived(Placement placement, int modality, long now) {
        List<OpenWindow> widened = new ArrayList<>(1);
        for (OpenWindow window : placement.windows()) {
            waiting.unsettle(window);
            long before = window.presence();
            window.arrived(1L << modality, now);
            if (placement.opened().contains(window)) {
                window.arrived(state.opened(window), now);
            }
            if (window.presence() != before) {
                widened.add(window);
            }
            waiting.settle(window, window.lastArrival());
        }
        return widened;
    }

    private void closePassed(Instant triggeredAt) {
        List<Entity> bounded = state.advance();
        Passed passed = state.passed();
        if (!bounded.isEmpty() || waiting.hasEnded(passed.byBound())) {
            close(waiting.endedBy(passed.byGrace()), CloseReason.GRACE, triggeredAt);
            Set<OpenWindow> bySaid = new LinkedHashSet<>(waiting.endedBy(passed.byBound()));
            for (Entity entity : bounded) {
                Passed ofEntity = state.passed(entity);
                entity.open().stream()
                        .filter(window -> !window.isDue() && ofEntity.has(window.end()))
                        .forEach(bySaid::add);
            }
            close(bySaid, CloseReason.BOUND, triggeredAt);
        }
        state.forgetPassed();
        dropPassed();
    }

    private void closeComplete(Placement placement, Instant triggeredAt) {
        if (!closing.settle().isZero()) {
            return;
        }
        List<OpenWindow> complete = new ArrayList<>(1);
        for (OpenWindow window : placement.windows()) {
            if (window.hasAll(completeBits) && isOpen(window)) {
                complete.add(window);
            }
        }
        close(complete, CloseReason.COMPLETE, triggeredAt);
    }

    /** Closes windows now that are decided later, before anything else happens to their entities. */
    private void close(Collection<OpenWindow> closed, CloseReason reason, Instant triggeredAt) {
        List<OpenWindow> ordered = new ArrayList<>(closed);
        ordered.sort(ORDER);
        for (OpenWindow window : ordered) {
            waiting.remove(window);
            due.add(window, reason, triggeredAt);
        }
    }

    private List<Moment> decideIfEnough() {
        return due.size() >= together ? decideFirst() : List.of();
    }

    private List<Moment> decideFirst() {
        return due.isEmpty() ? List.of() : decide(due.take(atOnce));
    }

    private List<Moment> decideDueOf(Entity entity) {
        return entity.hasDue() ? decideBefore(entity) : List.of();
    }

    /** What has closed before something else of an entity is decided; where that is too much, what is the entity's. */
    private List<Moment> decideBefore(Entity entity) {
        return due.size() <= atOnce ? decideFirst() : decide(due.takeOf(entity));
    }

    private List<Moment> decide(List<DueWindows.Due> taken) {
        List<OpenWindow> allUpToATime = new ArrayList<>();
        List<OpenWindow> others = new ArrayList<>();
        for (DueWindows.Due one : taken) {
            boolean isAll = one.reason() == CloseReason.GRACE || one.reason() == CloseReason.SHUTDOWN;
            (isAll ? allUpToATime : others).add(one.window());
        }
        Map<OpenWindow, WindowContents> contents = state.read(others, false);
        contents.putAll(state.read(allUpToATime, true));
        List<Moment> decided = new ArrayList<>(taken.size());
        for (DueWindows.Due one : taken) {
            WindowContents ofWindow = contents.getOrDefault(one.window(), new WindowContents());
            moments.last(one.window(), ofWindow, one.reason(), one.triggeredAt())
                    .ifPresent(decided::add);
            replaced(one.window());
            state.decided(one.window(), ofWindow, one.reason());
        }
        dropPassed();
        return decided;
    }

    /** Windows that are about to be decided may reuse what is passed. */
    private void dropPassed() {
        if (due.isEmpty()) {
            state.dropPassed();
        }
    }

    private List<Moment> closeOverCapacity(Entity entity, Instant triggeredAt) {
        int over = waiting.size() - closing.maxOpen();
        if (over <= 0 && !state.isOverCapacity(entity)) {
            return List.of();
        }
        List<Moment> decided = new ArrayList<>(decideBefore(entity));
        while (!entity.open().isEmpty() && state.isOverCapacity(entity)) {
            // What an entity holds is only known when its windows are decided.
            OpenWindow first = entity.open().stream().min(ORDER).orElseThrow();
            close(List.of(first), CloseReason.CAPACITY, triggeredAt);
            decided.addAll(decide(due.takeOf(entity)));
        }
        over = waiting.size() - closing.maxOpen();
        if (over > 0) {
            close(waiting.first(over).stream().sorted(ORDER).limit(over).toList(), CloseReason.CAPACITY, triggeredAt);
            decided.addAll(decideIfEnough());
        }
        return decided;
    }

    /** What windows that are about to be decided reuse must not be forgotten before. */
    private List<Moment> forgetOldest(Entity entity) {
        if (!state.mayHaveTooManyWaiting(entity)) {
            return List.of();
        }
        List<Moment> decided = decideDueOf(entity);
        state.dropPassed(entity);
        forgotten += state.forgetOldest(entity);
        return decided;
    }

    private List<Moment> revise(List<OpenWindow> widened, Instant triggeredAt) {
        if (!early) {
            return List.of();
        }
        List<Moment> revised = new ArrayList<>(
                widened.isEmpty() ? List.of() : decideDueOf(widened.get(0).entity()));
        List<OpenWindow> open =
                widened.stream().filter(this::isOpen).sorted(ORDER).toList();
        Map<OpenWindow, WindowContents> contents = state.read(open, false);
        for (OpenWindow window : open) {
            WindowContents ofWindow = contents.getOrDefault(window, new WindowContents());
            moments.early(window, ofWindow, triggeredAt).ifPresent(revised::add);
        }
        return revised;
    }

    private boolean isOpen(OpenWindow window) {
        return !window.isDue() && window.entity().open().contains(window);
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
