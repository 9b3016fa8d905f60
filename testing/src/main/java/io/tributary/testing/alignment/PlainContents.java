package io.tributary.testing.alignment;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Match;
import io.tributary.schemas.pipeline.Missing;
import io.tributary.schemas.pipeline.Windowing;
import io.tributary.testing.alignment.PlainMoment.Slot;
import io.tributary.testing.alignment.PlainMoment.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every observation that arrived in time, and what windows have of them. */
final class PlainContents {
    private static final Comparator<Embedding> ORDER =
            Comparator.comparing(Embedding::at).thenComparing(Embedding::id);

    private final List<String> modalities;
    private final Alignment alignment;

    /** By entity, then by what an observation is known by, so that the same one again replaces what came first. */
    private final Map<String, Map<String, Embedding>> kept = new HashMap<>();

    /** Of those in {@code kept}, what sessions that were decided have had: an observation is in one session. */
    private final Set<Embedding> spent = Collections.newSetFromMap(new IdentityHashMap<>());

    PlainContents(List<String> modalities, Alignment alignment) {
        this.modalities = modalities;
        this.alignment = alignment;
    }

    void keep(Embedding embedding) {
        kept.computeIfAbsent(embedding.entity(), entity -> new TreeMap<>()).put(known(embedding), embedding);
    }

    /** As if it had never come. */
    void forget(Embedding embedding) {
        kept.getOrDefault(embedding.entity(), new TreeMap<>()).remove(known(embedding));
    }

    private static String known(Embedding embedding) {
        return String.join("\n", embedding.modality(), embedding.at().toString(), embedding.id());
    }

    /** What is kept of an entity. */
    Stream<Embedding> of(String entity) {
        return kept.getOrDefault(entity, Map.of()).values().stream();
    }

    void decided(PlainAligner.Place place) {
        if (alignment.window() instanceof Windowing.Session) {
            spent.addAll(in(place));
        }
    }

    /** What a window has, in order. */
    List<Embedding> in(PlainAligner.Place place) {
        return of(place.entity())
                .filter(embedding -> place.contains(embedding.at()))
                .filter(embedding -> !isAnotherAnchor(embedding, place))
                .filter(embedding -> !spent.contains(embedding))
                .sorted(ORDER)
                .toList();
    }

    private boolean isAnotherAnchor(Embedding embedding, PlainAligner.Place place) {
        return alignment.window() instanceof Windowing.Anchored anchored
                && embedding.modality().equals(anchored.modality())
                && !embedding.at().equals(reference(place));
    }

    private Instant reference(PlainAligner.Place place) {
        if (alignment.window() instanceof Windowing.Anchored anchored) {
            return place.start().plus(anchored.before());
        }
        return place.start()
                .plusMillis(Math.floorDiv(
                        Duration.between(place.start(), place.end()).toMillis(), 2L));
    }

    Set<String> present(PlainAligner.Place place) {
        return in(place).stream().map(Embedding::modality).collect(Collectors.toSet());
    }

    /** Event time of the last observation in a window. */
    Instant last(PlainAligner.Place place) {
        return in(place).stream()
                .map(Embedding::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Observations in any of the windows. */
    int countIn(List<PlainAligner.Place> places) {
        return (int)
                places.stream().flatMap(place -> in(place).stream()).distinct().count();
    }

    /** Empty where a modality is missing that is required. */
    Optional<PlainMoment> moment(
            PlainAligner.Place place, CloseReason reason, Instant trigger, int revision, boolean last) {
        List<Slot> slots = new ArrayList<>();
        for (String modality : modalities) {
            List<Embedding> found = in(place).stream()
                    .filter(embedding -> embedding.modality().equals(modality))
                    .toList();
            if (found.isEmpty() && alignment.missing(modality) instanceof Missing.Required) {
                return Optional.empty();
            }
            slots.add(found.isEmpty() ? standIn(place, modality) : slot(place, found));
        }
        return Optional.of(
                new PlainMoment(place.entity(), place.start(), place.end(), reason, trigger, revision, last, slots));
    }

    private Slot standIn(PlainAligner.Place place, String modality) {
        if (alignment.missing(modality) instanceof Missing.DefaultVector constant) {
            return Slot.without(
                    modality, Standing.CONSTANT, constant.vector().stream().toList());
        }
        if (alignment.missing(modality) instanceof Missing.ReuseLast reuse) {
            Optional<Embedding> before = of(place.entity())
                    .filter(embedding -> embedding.modality().equals(modality)
                            && embedding.at().isBefore(place.start()))
                    .max(ORDER);
            if (before.isPresent()
                    && Duration.between(before.get().at(), place.end()).compareTo(reuse.maxAge()) <= 0) {
                Embedding last = before.get();
                return new Slot(
                        modality,
                        Standing.PRESENT,
                        List.of(last.vector()),
                        List.of(),
                        Duration.between(last.at(), place.end()).toMillis(),
                        0,
                        List.of(last.id()));
            }
        }
        return Slot.without(modality, Standing.ABSENT, List.of());
    }

    private Slot slot(PlainAligner.Place place, List<Embedding> found) {
        String modality = found.get(0).modality();
        Match match = alignment.match(modality);
        List<Embedding> used = found;
        if (match == Match.LATEST) {
            used = List.of(found.get(found.size() - 1));
        } else if (match == Match.NEAREST) {
            Instant reference = reference(place);
            used = List.of(found.stream()
                    .min(Comparator.<Embedding, Duration>comparing(embedding ->
                                    Duration.between(reference, embedding.at()).abs())
                            .thenComparing(ORDER.reversed()))
                    .orElseThrow());
        }
        Instant newest = used.get(used.size() - 1).at();
        return new Slot(
                modality,
                Standing.PRESENT,
                List.of(vector(match, used)),
                sequence(match, used),
                Duration.between(newest, place.end()).toMillis(),
                found.size(),
                used.stream().map(Embedding::id).toList());
    }

    private static List<FloatVector> sequence(Match match, List<Embedding> used) {
        List<FloatVector> sequence = new ArrayList<>();
        for (Embedding embedding : used) {
            if (match == Match.ALL) {
                sequence.addAll(embedding.positions());
            } else if (used.size() == 1) {
                sequence.addAll(embedding.sequence());
            }
        }
        return sequence;
    }

    private static FloatVector vector(Match match, List<Embedding> used) {
        float[] vector = new float[used.get(0).vector().length()];
        for (int i = 0; i < vector.length; i++) {
            int component = i;
            double[] values = used.stream()
                    .mapToDouble(embedding -> embedding.vector().get(component))
                    .toArray();
            double value = match == Match.MAX ? Double.NEGATIVE_INFINITY : 0;
            for (double next : values) {
                value = match == Match.MAX ? Math.max(value, next) : value + next;
            }
            vector[i] = (float) (match == Match.MAX ? value : value / values.length);
        }
        return FloatVector.of(vector);
    }
}
