package io.tributary.testing.alignment;

import io.tributary.schemas.Bound;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Windowing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The definition of alignment, {@code docs/alignment.md}, written for reading: it remembers everything for ever, and looks at
 * every window and every observation at every step. It knows nothing of the aligner that it is there to try.
 *
 * <p>Of embeddings of several spaces in one window it says nothing: give it those of one space a modality.
 */
public final class PlainAligner {
    /** What one step must give. */
    public record Outcome(List<PlainMoment> moments, Optional<PlainLate> late) {}

    /**
     * That an observation came too late for windows of its.
     *
     * @param closedBy why the first of them was decided
     * @param missed how many of {@code windows}
     */
    public record PlainLate(CloseReason closedBy, Duration lateness, int missed, int windows) {}

    /** A window of one entity. */
    record Place(String entity, Instant start, Instant end) {
        boolean contains(Instant at) {
            return !at.isBefore(start) && at.isBefore(end);
        }
    }

    /** Since when a window waits, by the wall clock. */
    private record Wait(Instant first, Instant last) {}

    /** A window that was decided; {@code last} is the event time of its last observation. */
    private record Closed(Place place, Instant last, CloseReason reason) {}

    private static final Comparator<Place> ORDER = Comparator.comparing(Place::end)
            .thenComparing(place -> place.entity().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
            .thenComparing(Place::start);

    private final Alignment alignment;
    private final Closing closing;
    private final PlainEventTime eventTime;
    private final PlainContents contents;
    private final Map<Place, Wait> open = new HashMap<>();
    private final List<Closed> closed = new ArrayList<>();
    private final Map<String, Map<String, Instant>> boundsOfEntities = new HashMap<>();
    private final Map<String, Instant> passedOfEntities = new HashMap<>();
    private long incomplete;
    private long forgotten;

    public PlainAligner(List<String> modalities, Alignment alignment) {
        this.alignment = alignment;
        this.closing = alignment.closing();
        this.eventTime = new PlainEventTime(modalities, closing.grace(), closing.idleAfter());
        this.contents = new PlainContents(modalities, alignment);
    }

    /** Moments that were not decided, because a modality was missing that is required. */
    public long incomplete() {
        return incomplete;
    }

    /** Observations that waited for an anchor, and were forgotten because too many of their entity did. */
    public long forgotten() {
        return forgotten;
    }

    /** Windows that wait. */
    public int openWindows() {
        return open.size();
    }

    public Outcome take(Step step) {
        if (step instanceof Step.Arrival arrival) {
            return arrive(arrival.embedding(), arrival.now());
        }
        if (step instanceof Step.Said said) {
            return new Outcome(listen(said), Optional.empty());
        }
        if (step instanceof Step.Tick) {
            return new Outcome(tick(step.now()), Optional.empty());
        }
        if (step instanceof Step.CloseAll) {
            return new Outcome(decide(List.copyOf(open.keySet()), CloseReason.SHUTDOWN, step.now()), Optional.empty());
        }
        eventTime.restart();
        open.replaceAll((place, wait) -> new Wait(wait.first(), step.now()));
        return new Outcome(List.of(), Optional.empty());
    }

    private List<PlainMoment> tick(Instant now) {
        eventTime.silence(now);
        List<PlainMoment> moments = new ArrayList<>(decidePassed(Optional.empty(), now));
        if (!closing.settle().isZero()) {
            moments.addAll(decide(
                    open.keySet().stream()
                            .filter(this::isComplete)
                            .filter(place -> !waiting(place)
                                    .last()
                                    .plus(closing.settle())
                                    .isAfter(now))
                            .toList(),
                    CloseReason.COMPLETE,
                    now));
        }
        moments.addAll(decide(
                open.keySet().stream()
                        .filter(place ->
                                !waiting(place).first().plus(closing.maxWait()).isAfter(now))
                        .toList(),
                CloseReason.TIMEOUT,
                now));
        return moments;
    }

    private List<PlainMoment> listen(Step.Said said) {
        Bound bound = said.bound();
        if (bound.entity().isPresent()) {
            eventTime.hear(bound.modality(), said.now());
            boundsOfEntities
                    .computeIfAbsent(bound.entity().get(), entity -> new HashMap<>())
                    .merge(bound.modality(), bound.at(), PlainEventTime::later);
        } else {
            eventTime.bound(bound.modality(), bound.at(), said.now());
        }
        return decidePassed(bound.entity(), said.receivedAt());
    }

    private Outcome arrive(Embedding embedding, Instant now) {
        String entity = embedding.entity();
        look(entity);
        List<Place> counts = new ArrayList<>();
        List<CloseReason> missed = new ArrayList<>();
        Map<Place, Set<String>> before = new HashMap<>();
        boolean waits = place(embedding, counts, missed);
        counts.forEach(place -> before.put(place, open.containsKey(place) ? contents.present(place) : Set.of()));
        Optional<PlainLate> late = late(embedding, counts.size(), missed);
        if (waits || !counts.isEmpty()) {
            contents.keep(embedding);
        }
        for (Place place : List.copyOf(counts)) {
            arriveIn(place, now);
        }
        eventTime.observe(embedding.modality(), embedding.at(), now);

        Instant trigger = embedding.receivedAt();
        List<PlainMoment> moments = new ArrayList<>(decidePassed(Optional.of(entity), trigger));
        if (closing.settle().isZero()) {
            moments.addAll(decide(
                    counts.stream()
                            .filter(place -> open.containsKey(place) && isComplete(place))
                            .toList(),
                    CloseReason.COMPLETE,
                    trigger));
        }
        moments.addAll(decideOverCapacity(entity, trigger));
        if (alignment.window() instanceof Windowing.Anchored anchored) {
            forgetOldest(entity, anchored);
        }
        if (alignment.early()) {
            counts.stream()
                    .filter(open::containsKey)
                    .filter(place -> !contents.present(place).equals(before.get(place)))
                    .sorted(ORDER)
                    .forEach(place -> contents.moment(
                                    place,
                                    CloseReason.OPEN,
                                    trigger,
                                    contents.present(place).size() - 1,
                                    false)
                            .ifPresent(moments::add));
        }
        return new Outcome(moments, late);
    }

    /** @return whether windows may come that the observation will count in */
    private boolean place(Embedding embedding, List<Place> counts, List<CloseReason> missed) {
        if (alignment.window() instanceof Windowing.Session session) {
            placeInSession(embedding, session.gap(), counts, missed);
            return false;
        }
        if (alignment.window() instanceof Windowing.Anchored anchored
                && !anchored.modality().equals(embedding.modality())) {
            return placeAmongAnchors(embedding, anchored, counts, missed);
        }
        for (Place place : windows(embedding)) {
            if (open.containsKey(place)) {
                counts.add(place);
            } else if (isPassed(place.entity(), place.end())) {
                missed.add(reason(place.end()));
            } else {
                Optional<CloseReason> decided = closed.stream()
                        .filter(other -> other.place().equals(place))
                        .map(Closed::reason)
                        .findFirst();
                decided.ifPresentOrElse(missed::add, () -> counts.add(place));
            }
        }
        return false;
    }

    private boolean placeAmongAnchors(
            Embedding embedding, Windowing.Anchored anchored, List<Place> counts, List<CloseReason> missed) {
        open.keySet().stream()
                .filter(place -> place.entity().equals(embedding.entity()) && place.contains(embedding.at()))
                .forEach(counts::add);
        remembered(embedding.entity())
                .filter(other -> other.place().contains(embedding.at()))
                .forEach(other -> missed.add(
                        isPassed(other.place().entity(), other.place().end())
                                ? reason(other.place().end())
                                : other.reason()));
        Instant lastEnd = embedding.at().plus(anchored.reach());
        boolean waits = !isPassed(embedding.entity(), lastEnd);
        if (!waits && counts.isEmpty() && missed.isEmpty()) {
            missed.add(reason(lastEnd));
        }
        return waits;
    }

    private void placeInSession(Embedding embedding, Duration gap, List<Place> counts, List<CloseReason> missed) {
        Instant at = embedding.at();
        if (isPassed(embedding.entity(), at.plus(gap))) {
            missed.add(reason(at.plus(gap)));
            return;
        }
        Optional<Closed> decided = remembered(embedding.entity())
                .filter(other -> !at.isBefore(other.place().start()) && !at.isAfter(other.last()))
                .findFirst();
        if (decided.isPresent()) {
            missed.add(decided.get().reason());
            return;
        }
        List<Place> overlapping = open.keySet().stream()
                .filter(place -> place.entity().equals(embedding.entity())
                        && place.start().isBefore(at.plus(gap))
                        && at.isBefore(place.end()))
                .toList();
        Instant start = overlapping.stream().map(Place::start).reduce(at, (a, b) -> a.isBefore(b) ? a : b);
        Instant end = overlapping.stream().map(Place::end).reduce(at.plus(gap), PlainEventTime::later);
        Place session = new Place(embedding.entity(), start, end);
        Optional<Instant> first =
                overlapping.stream().map(place -> waiting(place).first()).min(Comparator.naturalOrder());
        overlapping.forEach(open::remove);
        first.ifPresent(since -> open.put(session, new Wait(since, since)));
        counts.add(session);
    }

    /** Decided windows that something may still come for; of others nothing is known any more. */
    private Stream<Closed> remembered(String entity) {
        return closed.stream()
                .filter(other -> other.place().entity().equals(entity)
                        && !eventTime.isPassed(lastNeed(other.place().end())))
                .sorted(Comparator.comparing(Closed::place, ORDER));
    }

    /** What missed an anchor's window may wait for anchors that come later. */
    private Instant lastNeed(Instant end) {
        return alignment.window() instanceof Windowing.Anchored anchored
                ? end.minusMillis(1).plus(anchored.reach())
                : end;
    }

    /** Windows that an observation belongs to by its time alone. */
    private List<Place> windows(Embedding embedding) {
        if (alignment.window() instanceof Windowing.Anchored anchored) {
            Instant start = embedding.at().minus(anchored.before());
            return List.of(new Place(
                    embedding.entity(),
                    start,
                    embedding.at().plus(anchored.after()).plusMillis(1)));
        }
        long length = alignment.window().reach().toMillis();
        long every = alignment.window() instanceof Windowing.Hopping hopping
                ? hopping.every().toMillis()
                : length;
        long at = embedding.at().toEpochMilli();
        List<Place> places = new ArrayList<>();
        for (long k = Math.floorDiv(at, every) - length / every - 1; k * every <= at; k++) {
            if (at < k * every + length) {
                places.add(new Place(
                        embedding.entity(), Instant.ofEpochMilli(k * every), Instant.ofEpochMilli(k * every + length)));
            }
        }
        return places;
    }

    private void arriveIn(Place place, Instant now) {
        Wait before = open.get(place);
        open.put(place, new Wait(before == null ? now : before.first(), now));
    }

    private Wait waiting(Place place) {
        return Objects.requireNonNull(open.get(place), "only asked for what is open");
    }

    private Optional<PlainLate> late(Embedding embedding, int counts, List<CloseReason> missed) {
        if (missed.isEmpty()) {
            return Optional.empty();
        }
        Duration lateness = eventTime.watermark().isAfter(embedding.at())
                ? Duration.between(embedding.at(), eventTime.watermark())
                : Duration.ZERO;
        return Optional.of(new PlainLate(missed.get(0), lateness, missed.size(), missed.size() + counts));
    }

    private boolean isComplete(Place place) {
        return !closing.complete().isEmpty() && contents.present(place).containsAll(closing.complete());
    }

    private boolean isPassed(String entity, Instant end) {
        return eventTime.isPassed(end) || !end.isAfter(passedOfEntities.getOrDefault(entity, Instant.MIN));
    }

    private CloseReason reason(Instant end) {
        return eventTime.isPassedByGrace(end) ? CloseReason.GRACE : CloseReason.BOUND;
    }

    /** What is passed of an entity is judged when something of it comes, and when it decides a window; and stays so. */
    private void look(String entity) {
        Map<String, Instant> bounds = boundsOfEntities.get(entity);
        if (bounds != null) {
            passedOfEntities.merge(entity, eventTime.passedWith(bounds), PlainEventTime::later);
        }
    }

    /** @param touched the entity that something came of */
    private List<PlainMoment> decidePassed(Optional<String> touched, Instant trigger) {
        touched.ifPresent(this::look);
        for (Place place : List.copyOf(open.keySet())) {
            Map<String, Instant> bounds = boundsOfEntities.get(place.entity());
            if (bounds != null && !place.end().isAfter(eventTime.passedWith(bounds))) {
                look(place.entity());
            }
        }
        List<PlainMoment> moments = new ArrayList<>(decide(
                open.keySet().stream()
                        .filter(place -> eventTime.isPassedByGrace(place.end()))
                        .toList(),
                CloseReason.GRACE,
                trigger));
        moments.addAll(decide(
                open.keySet().stream()
                        .filter(place -> isPassed(place.entity(), place.end()))
                        .toList(),
                CloseReason.BOUND,
                trigger));
        return moments;
    }

    private List<PlainMoment> decideOverCapacity(String entity, Instant trigger) {
        List<PlainMoment> moments = new ArrayList<>();
        while (true) {
            List<Place> ofEntity = open.keySet().stream()
                    .filter(place -> place.entity().equals(entity))
                    .sorted(ORDER)
                    .toList();
            if (ofEntity.isEmpty() || contents.countIn(ofEntity) <= closing.maxObservations()) {
                break;
            }
            moments.addAll(decide(List.of(ofEntity.get(0)), CloseReason.CAPACITY, trigger));
        }
        moments.addAll(decide(
                open.keySet().stream()
                        .sorted(ORDER)
                        .limit(Math.max(0, open.size() - closing.maxOpen()))
                        .toList(),
                CloseReason.CAPACITY,
                trigger));
        return moments;
    }

    /** Of what waits in no open window for anchors that may come, the newest are enough. */
    private void forgetOldest(String entity, Windowing.Anchored anchored) {
        List<Embedding> waiting = contents.of(entity)
                .filter(embedding -> !embedding.modality().equals(anchored.modality()))
                .filter(embedding -> open.keySet().stream()
                        .noneMatch(place -> place.entity().equals(entity) && place.contains(embedding.at())))
                .filter(embedding -> !eventTime.isPassed(lastNeed(stretchEnd(embedding.at(), anchored))))
                .sorted(Comparator.comparing(Embedding::at)
                        .thenComparing(Embedding::modality)
                        .thenComparing(Embedding::id))
                .toList();
        if (waiting.size() > closing.maxObservations()) {
            int kept = (closing.maxObservations() + 1) / 2;
            waiting.subList(0, waiting.size() - kept).forEach(contents::forget);
            forgotten += waiting.size() - kept;
        }
    }

    /** What waits for anchors is forgotten together, in stretches that are as long as a window. */
    private static Instant stretchEnd(Instant at, Windowing.Anchored anchored) {
        long length = anchored.reach().toMillis();
        return Instant.ofEpochMilli((Math.floorDiv(at.toEpochMilli(), length) + 1) * length);
    }

    private List<PlainMoment> decide(Collection<Place> due, CloseReason reason, Instant trigger) {
        List<PlainMoment> moments = new ArrayList<>();
        for (Place place : new LinkedHashSet<>(due.stream().sorted(ORDER).toList())) {
            int revision = alignment.early() ? contents.present(place).size() : 0;
            Optional<PlainMoment> moment = contents.moment(place, reason, trigger, revision, true);
            moment.ifPresentOrElse(moments::add, () -> incomplete++);
            closed.add(new Closed(place, contents.last(place), reason));
            open.remove(place);
            contents.decided(place);
        }
        return moments;
    }

    @Override
    public String toString() {
        return "open "
                + open.keySet().stream()
                        .map(place -> place + " " + contents.in(place))
                        .toList();
    }
}
