package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Missing;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Windowing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether every observation counts once in each of its windows, or is late; whatever closed them, the clock included. Of an
 * observation that is late for one of its windows only, it is not known for which. Where delivery is at least once, whether
 * every observation is in each of its windows at least once, or is late.
 */
final class CountCheck {
    private final Alignment alignment;
    private final boolean exactlyOnce;
    private final Map<Lane, Set<Seen>> observed = new HashMap<>();
    private final Map<Lane, Set<Seen>> late = new HashMap<>();
    private final Map<String, List<Moment>> moments = new HashMap<>();

    CountCheck(Pipeline pipeline, boolean exactlyOnce) {
        this.alignment = pipeline.alignment();
        this.exactlyOnce = exactlyOnce;
    }

    private record Lane(String entity, String modality) {}

    private record Seen(Instant at, String id) {}

    List<String> violations(Outcome outcome) {
        outcome.embeddings().forEach(embedding -> add(observed, embedding));
        outcome.late().forEach(one -> add(late, one.embedding()));
        List<String> violations = new ArrayList<>();
        Set<String> decided = new HashSet<>();
        for (Moment moment : outcome.moments()) {
            if (moment.last()) {
                moments.computeIfAbsent(moment.entity(), entity -> new ArrayList<>())
                        .add(moment);
                if (!decided.add(moment.entity() + moment.windowStart() + moment.windowEnd()) && exactlyOnce) {
                    violations.add(name(moment) + " was decided twice");
                }
                if (!isSessions() && exactlyOnce) {
                    counts(moment, violations);
                }
            }
        }
        boolean allDecided = alignment.missing().values().stream().noneMatch(Missing.Required.class::isInstance);
        if (isSessions() && exactlyOnce) {
            observed.forEach((lane, seen) -> countsInSessions(lane, seen.size(), allDecided, violations));
        }
        if (allDecided) {
            observed.forEach((lane, seen) -> seen.forEach(one -> isSomewhere(lane, one, violations)));
        }
        return violations;
    }

    private static void add(Map<Lane, Set<Seen>> to, Embedding embedding) {
        to.computeIfAbsent(new Lane(embedding.entity(), embedding.modality()), lane -> new HashSet<>())
                .add(new Seen(embedding.at(), embedding.id()));
    }

    private void counts(Moment moment, List<String> violations) {
        for (Moment.Slot slot : moment.slots()) {
            var lane = new Lane(moment.entity(), slot.modality());
            int all = in(observed, lane, moment);
            int least = all - in(late, lane, moment);
            int counted = slot instanceof Moment.Present present ? present.count() : 0;
            if (counted < least || counted > all) {
                violations.add(name(moment) + " counts " + counted + " of " + slot.modality() + ", expected "
                        + (least == all ? "" + all : least + " to " + all));
            }
        }
    }

    private boolean isSessions() {
        return alignment.window() instanceof Windowing.Session;
    }

    /** One session may lie around another that the clock decided before, so only all together is known. */
    private void countsInSessions(Lane lane, int all, boolean allDecided, List<String> violations) {
        int counted = moments.getOrDefault(lane.entity(), List.of()).stream()
                .flatMap(moment -> moment.present(lane.modality()).stream())
                .mapToInt(Moment.Present::count)
                .sum();
        int least = allDecided ? all - late.getOrDefault(lane, Set.of()).size() : 0;
        if (counted < least || counted > all) {
            violations.add("the sessions of " + lane.entity() + " count " + counted + " of " + lane.modality()
                    + ", expected " + least + " to " + all);
        }
    }

    private int in(Map<Lane, Set<Seen>> some, Lane lane, Moment moment) {
        return (int) some.getOrDefault(lane, Set.of()).stream()
                .filter(seen -> belongs(lane.modality(), seen.at(), moment))
                .count();
    }

    private boolean belongs(String modality, Instant at, Moment moment) {
        Instant start = moment.windowStart();
        Instant end = moment.windowEnd();
        if (alignment.window() instanceof Windowing.Anchored anchored
                && anchored.modality().equals(modality)) {
            return at.equals(start.plus(anchored.before()));
        }
        if (alignment.window() instanceof Windowing.Session session) {
            return !at.isBefore(start) && !at.isAfter(end.minus(session.gap()));
        }
        return !at.isBefore(start) && at.isBefore(end);
    }

    private void isSomewhere(Lane lane, Seen seen, List<String> violations) {
        if (alignment.window() instanceof Windowing.Anchored anchored
                && !anchored.modality().equals(lane.modality())) {
            return; // There may be no anchor for it.
        }
        if (late.getOrDefault(lane, Set.of()).contains(seen)) {
            return;
        }
        long windows = moments.getOrDefault(lane.entity(), List.of()).stream()
                .filter(moment -> belongs(lane.modality(), seen.at(), moment))
                .map(moment -> moment.windowStart() + " " + moment.windowEnd())
                .distinct()
                .count();
        long expected = alignment.window() instanceof Windowing.Hopping hopping ? of(hopping, seen.at()) : 1;
        if (isSessions() ? windows == 0 : windows != expected) {
            violations.add(lane.modality() + " " + seen.id() + " of " + lane.entity() + " at " + seen.at() + " is in "
                    + windows + " decided windows and not late, expected " + expected);
        }
    }

    private static long of(Windowing.Hopping hopping, Instant at) {
        long every = hopping.every().toMillis();
        long last = Math.floorDiv(at.toEpochMilli(), every);
        long before = Math.floorDiv(at.toEpochMilli() - hopping.length().toMillis(), every);
        return last - before;
    }

    private static String name(Moment moment) {
        return "the moment of " + moment.entity() + " in [" + moment.windowStart() + ", " + moment.windowEnd() + ")";
    }
}
