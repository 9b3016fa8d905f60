package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Embedding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether what stands for a modality was made of embeddings of one space, and of each space of a window something stands. */
final class SpaceCheck {
    private record Seen(String entity, String modality, String id, String space) {}

    List<String> violations(Outcome outcome) {
        Set<Seen> embedded = new HashSet<>();
        for (Embedding embedding : outcome.embeddings()) {
            embedded.add(new Seen(embedding.entity(), embedding.modality(), embedding.id(), embedding.space()));
        }
        List<String> violations = new ArrayList<>();
        for (Moment moment : outcome.moments()) {
            Set<String> spaces = new HashSet<>();
            present(moment).forEach(present -> {
                if (!spaces.add(present.modality() + " in " + present.space())) {
                    violations.add(name(moment) + " has " + present.modality() + " twice in " + present.space());
                }
                for (String id : present.observations()) {
                    if (!embedded.contains(new Seen(moment.entity(), present.modality(), id, present.space()))) {
                        violations.add(name(moment) + " has " + id + " in the space " + present.space()
                                + ", in which it was not embedded");
                    }
                }
            });
        }
        return violations;
    }

    private static Stream<Moment.Present> present(Moment moment) {
        return Stream.concat(
                moment.slots().stream().filter(Moment.Present.class::isInstance).map(Moment.Present.class::cast),
                moment.others().stream());
    }

    private static String name(Moment moment) {
        return "the moment of " + moment.entity() + " in [" + moment.windowStart() + ", " + moment.windowEnd() + ")";
    }
}
