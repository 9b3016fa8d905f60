package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.testing.alignment.PlainMoment;
import io.tributary.testing.alignment.PlainMoment.Slot;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Modalities of windows that hold embeddings of several spaces, of which the definition of alignment only says how many. */
final class SeveralSpaces {
    private final Set<Place> places = new HashSet<>();

    private record Place(String entity, Instant start, Instant end, String modality) {}

    SeveralSpaces(List<Moment> moments) {
        for (Moment moment : moments) {
            for (Moment.Present other : moment.others()) {
                places.add(new Place(moment.entity(), moment.windowStart(), moment.windowEnd(), other.modality()));
            }
        }
    }

    /** With only the count of those modalities. */
    List<PlainMoment> without(List<PlainMoment> moments) {
        return moments.stream()
                .map(moment -> new PlainMoment(
                        moment.entity(),
                        moment.start(),
                        moment.end(),
                        moment.closedBy(),
                        moment.triggeredAt(),
                        moment.revision(),
                        moment.last(),
                        moment.slots().stream()
                                .map(slot -> has(moment, slot) ? counted(slot) : slot)
                                .toList()))
                .toList();
    }

    private boolean has(PlainMoment moment, Slot slot) {
        return places.contains(new Place(moment.entity(), moment.start(), moment.end(), slot.modality()));
    }

    private static Slot counted(Slot slot) {
        return new Slot(slot.modality(), slot.standing(), List.of(), List.of(), 0, slot.count(), List.of());
    }
}
