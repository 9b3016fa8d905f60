package io.tributary.fusion.align;

import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The definition of alignment, written for reading: it remembers everything for ever, sorts everything at every step and
 * looks at every window. It shares nothing with {@link Aligner}.
 */
final class PlainAligner {
    /** What one step gave. */
    record Outcome(List<Moment> moments, Optional<CloseReason> lateBy) {}

    private record Place(Instant end, String entity) {}

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::end).thenComparing(Place::entity);

    private final List<String> modalities;
    private final Alignment alignment;

    private final Map<Place, List<Embedding>> arrived = new TreeMap<>(ORDER);
    private final Map<Place, Instant> firstArrival = new TreeMap<>(ORDER);
    private final Map<Place, CloseReason> closed = new TreeMap<>(ORDER);

    private final Map<String, Instant> latest = new LinkedHashMap<>();
    private Instant watermark = Instant.MIN;
    /** Modalities that may hold the watermark back, and when each was heard; before it spoke: when the others began. */
    private final Map<String, Heard> speaking = new LinkedHashMap<>();

    private record Heard(Instant at, boolean itself) {}

    PlainAligner(List<String> modalities, Alignment alignment) {
        this.modalities = modalities;
        this.alignment = alignment;
    }

    Outcome take(Step step) {
        if (step instanceof Step.Arrival arrival) {
            return arrive(arrival.embedding(), arrival.now());
        }
        if (step instanceof Step.Tick) {
            silence(step.now());
            Map<Place, CloseReason> due = new TreeMap<>(ORDER);
            open().forEach(place -> {
                if (!firstArrival.get(place).plus(alignment.maxWait()).isAfter(step.now())) {
                    due.put(place, CloseReason.TIMEOUT);
                }
            });
            passed().forEach(place -> due.put(place, CloseReason.GRACE));
            return new Outcome(close(due, step.now()), Optional.empty());
        }
        if (step instanceof Step.CloseAll) {
            Map<Place, CloseReason> due = new TreeMap<>(ORDER);
            open().forEach(place -> due.put(place, CloseReason.SHUTDOWN));
            return new Outcome(close(due, step.now()), Optional.empty());
        }
        speaking.clear();
        return new Outcome(List.of(), Optional.empty());
    }

    private Outcome arrive(Embedding embedding, Instant now) {
        Place place = placeOf(embedding);
        Optional<CloseReason> lateBy =
                isPassed(place) ? Optional.of(CloseReason.GRACE) : Optional.ofNullable(closed.get(place));
        if (speaking.isEmpty()) {
            modalities.forEach(modality -> speaking.put(modality, new Heard(now, false)));
        }
        speaking.put(embedding.modality(), new Heard(now, true));
        latest.merge(embedding.modality(), embedding.at(), (a, b) -> a.isAfter(b) ? a : b);
        advance();
        Map<Place, CloseReason> due = new TreeMap<>(ORDER);
        passed().forEach(passed -> due.put(passed, CloseReason.GRACE));
        if (lateBy.isEmpty()) {
            arrived.computeIfAbsent(place, p -> new ArrayList<>()).add(embedding);
            firstArrival.putIfAbsent(place, now);
            if (!alignment.complete().isEmpty()
                    && arrived.get(place).stream()
                            .map(Embedding::modality)
                            .toList()
                            .containsAll(alignment.complete())) {
                due.put(place, CloseReason.COMPLETE);
            }
            List<Place> waiting =
                    open().stream().filter(p -> !due.containsKey(p)).toList();
            waiting.stream()
                    .limit(Math.max(0, waiting.size() - alignment.maxOpen()))
                    .forEach(p -> due.put(p, CloseReason.CAPACITY));
        }
        return new Outcome(close(due, embedding.receivedAt()), lateBy);
    }

    private Place placeOf(Embedding embedding) {
        long length = alignment.window().toMillis();
        long index = Math.floorDiv(embedding.at().toEpochMilli(), length);
        return new Place(Instant.ofEpochMilli((index + 1) * length), embedding.entity());
    }

    private List<Place> open() {
        return arrived.keySet().stream()
                .filter(place -> !closed.containsKey(place))
                .toList();
    }

    private List<Place> passed() {
        return open().stream().filter(this::isPassed).toList();
    }

    private boolean isPassed(Place place) {
        return !watermark.isBefore(place.end().plus(alignment.grace()));
    }

    private void advance() {
        if (!speaking.isEmpty() && latest.keySet().containsAll(speaking.keySet())) {
            Instant minimum = speaking.keySet().stream()
                    .map(latest::get)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            watermark = minimum.isAfter(watermark) ? minimum : watermark;
        }
    }

    /** Those that were silent longest go first; of those silent since the same time, those that never spoke. */
    private void silence(Instant now) {
        List<Heard> order = speaking.values().stream()
                .filter(heard -> !heard.at().plus(alignment.idleAfter()).isAfter(now))
                .distinct()
                .sorted(Comparator.comparing(Heard::at).thenComparing(Heard::itself))
                .toList();
        for (Heard heard : order) {
            speaking.values().removeIf(heard::equals);
            advance();
        }
    }

    private List<Moment> close(Map<Place, CloseReason> due, Instant triggeredAt) {
        closed.putAll(due);
        return due.entrySet().stream()
                .map(entry -> moment(entry.getKey(), entry.getValue(), triggeredAt))
                .toList();
    }

    private Moment moment(Place place, CloseReason reason, Instant triggeredAt) {
        return new Moment(
                place.entity(),
                place.end().minus(alignment.window()),
                place.end(),
                reason,
                triggeredAt,
                modalities.stream()
                        .map(modality -> spaces(place, modality).stream()
                                .map(Moment.Slot.class::cast)
                                .findFirst()
                                .orElse(new Moment.Absent(modality)))
                        .toList(),
                modalities.stream()
                        .flatMap(modality -> spaces(place, modality).stream().skip(1))
                        .toList());
    }

    /** One a space, in the order in which the spaces were last heard of, backwards. */
    private List<Moment.Present> spaces(Place place, String modality) {
        Map<String, Embedding> last = new LinkedHashMap<>();
        arrived.get(place).stream()
                .filter(embedding -> embedding.modality().equals(modality))
                .forEach(embedding -> last.put(embedding.at() + " " + embedding.id(), embedding));
        List<Embedding> sorted = last.values().stream()
                .sorted(Comparator.comparing(Embedding::at).thenComparing(Embedding::id))
                .toList();
        List<Embedding> backwards = new ArrayList<>(sorted);
        backwards.sort(Comparator.<Embedding>comparingLong(e -> e.source().offset())
                .thenComparing(Embedding::at)
                .thenComparing(Embedding::id)
                .reversed());
        return backwards.stream()
                .map(Embedding::space)
                .distinct()
                .map(space -> present(place, sorted, space))
                .toList();
    }

    private Moment.Present present(Place place, List<Embedding> sorted, String space) {
        List<Embedding> ofSpace = sorted.stream()
                .filter(embedding -> embedding.space().equals(space))
                .toList();
        Embedding newest = ofSpace.get(ofSpace.size() - 1);
        List<Embedding> used = alignment.match() == Match.LATEST ? List.of(newest) : ofSpace;
        return new Moment.Present(
                newest.modality(),
                mean(used),
                Duration.between(newest.at(), place.end()).toMillis(),
                sorted.size(),
                newest.model(),
                newest.modelHash(),
                newest.space(),
                used.stream().map(Embedding::id).toList(),
                used.stream().map(Embedding::source).toList(),
                used.stream()
                        .map(Embedding::traceparent)
                        .filter(Objects::nonNull)
                        .toList());
    }

    private static FloatVector mean(List<Embedding> used) {
        float[] mean = new float[used.get(0).vector().length()];
        for (int i = 0; i < mean.length; i++) {
            int index = i;
            double sum = 0;
            for (Embedding embedding : used) {
                sum += embedding.vector().get(index);
            }
            mean[i] = (float) (sum / used.size());
        }
        return FloatVector.of(mean);
    }
}
