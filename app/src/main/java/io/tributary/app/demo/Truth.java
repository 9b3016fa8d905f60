package io.tributary.app.demo;

import io.tributary.schemas.Decision;
import io.tributary.schemas.recording.Label;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Decisions beside a recording's labels. Not safe for use by several threads. */
final class Truth {
    private record Question(String entity, String task) {}

    private final List<Label> labels;
    private final Map<Question, NavigableMap<Instant, Decision>> decisions = new HashMap<>();

    Truth(List<Label> labels) {
        this.labels = List.copyOf(labels);
    }

    void add(Decision decision) {
        decisions
                .computeIfAbsent(new Question(decision.entity(), decision.task()), q -> new TreeMap<>())
                .merge(decision.windowStart(), decision, (a, b) -> b.revision() >= a.revision() ? b : a);
    }

    /**
     * Accuracy by task.
     *
     * @param until labels later than this were not replayed and do not count
     */
    Map<String, Summary.Accuracy> accuracy(Instant until) {
        Map<String, Summary.Accuracy> accuracy = new TreeMap<>();
        for (Label label : labels) {
            if (label.at().isAfter(until)) {
                continue;
            }
            Optional<Decision> decision = decisionAbout(label).filter(found -> !found.abstained());
            boolean decided = decision.isPresent();
            boolean correct = decision.filter(found -> found.label().equals(label.label()))
                    .isPresent();
            accuracy.merge(
                    label.task(),
                    new Summary.Accuracy(correct ? 1 : 0, decided ? 1 : 0, 1),
                    (a, b) -> new Summary.Accuracy(
                            a.correct() + b.correct(), a.decided() + b.decided(), a.labels() + b.labels()));
        }
        return accuracy;
    }

    private Optional<Decision> decisionAbout(Label label) {
        return Optional.ofNullable(decisions.get(new Question(label.entity(), label.task())))
                .map(ofEntity -> ofEntity.floorEntry(label.at()))
                .map(Map.Entry::getValue)
                .filter(decision -> label.at().isBefore(decision.windowEnd()));
    }
}
