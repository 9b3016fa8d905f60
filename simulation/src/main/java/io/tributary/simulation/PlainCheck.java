package io.tributary.simulation;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.testing.alignment.PlainAligner;
import io.tributary.testing.alignment.PlainMoment;
import io.tributary.testing.alignment.PlainMoment.Standing;
import io.tributary.testing.alignment.Step;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether each partition's moments, and what was late, are those of the definition of alignment, which takes what counts of
 * that what alignment took: embeddings and bounds, ticks of the clock, and that it began again on its store.
 */
record PlainCheck(Pipeline pipeline) {
    List<String> violations(Outcome outcome) {
        List<String> violations = new ArrayList<>();
        for (int partition = 0; partition < outcome.broker().partitions(); partition++) {
            violations.addAll(violations(outcome, partition));
        }
        return violations;
    }

    private List<String> violations(Outcome outcome, int partition) {
        var plain = new PlainAligner(pipeline.modalityNames(), pipeline.alignment());
        List<PlainMoment> expected = new ArrayList<>();
        List<LateObservation> expectedLate = new ArrayList<>();
        for (Step step : outcome.taken(partition)) {
            PlainAligner.Outcome taken = plain.take(step);
            expected.addAll(taken.moments());
            taken.late().ifPresent(late -> expectedLate.add(late(((Step.Arrival) step).embedding(), late)));
        }
        List<Moment> moments = outcome.momentsOf(partition);
        List<PlainMoment> found = moments.stream().map(PlainCheck::plain).toList();
        var spaces = new SeveralSpaces(moments);
        List<LateObservation> late = outcome.lateOf(partition);
        List<String> violations = new ArrayList<>();
        difference(outcome.stepsOf(partition), arrivals(outcome.taken(partition)))
                .ifPresent(text -> violations.add("record taken of partition " + partition + " " + text));
        difference(spaces.without(expected), spaces.without(found))
                .ifPresent(text -> violations.add("by definition, moment of partition " + partition + " " + text));
        difference(expectedLate, late)
                .ifPresent(text -> violations.add("by definition, late in partition " + partition + " " + text));
        return violations;
    }

    private static List<Step> arrivals(List<Step> taken) {
        return taken.stream()
                .filter(Steps::arrives)
                .map(step -> Steps.at(step, Instant.EPOCH))
                .toList();
    }

    private static LateObservation late(Embedding embedding, PlainAligner.PlainLate late) {
        return new LateObservation(embedding, late.closedBy(), late.lateness(), late.missed(), late.windows());
    }

    private static <T> Optional<String> difference(List<T> expected, List<T> found) {
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            Object wanted = i < expected.size() ? expected.get(i) : "none";
            Object had = i < found.size() ? found.get(i) : "none";
            if (!Objects.equals(wanted, had)) {
                return Optional.of(i + " is " + had + ", expected " + wanted);
            }
        }
        return Optional.empty();
    }

    private static PlainMoment plain(Moment moment) {
        return new PlainMoment(
                moment.entity(),
                moment.windowStart(),
                moment.windowEnd(),
                moment.closedBy(),
                moment.triggeredAt(),
                moment.revision(),
                moment.last(),
                moment.slots().stream().map(PlainCheck::plain).toList());
    }

    private static PlainMoment.Slot plain(Moment.Slot slot) {
        if (slot instanceof Moment.Present present) {
            return new PlainMoment.Slot(
                    present.modality(),
                    Standing.PRESENT,
                    List.of(present.vector()),
                    present.sequence(),
                    present.ageMillis(),
                    present.count(),
                    present.observations());
        }
        if (slot instanceof Moment.Default constant) {
            return new PlainMoment.Slot(
                    constant.modality(),
                    Standing.CONSTANT,
                    constant.vector().stream().toList(),
                    List.of(),
                    0,
                    0,
                    List.of());
        }
        return new PlainMoment.Slot(slot.modality(), Standing.ABSENT, List.of(), List.of(), 0, 0, List.of());
    }
}
