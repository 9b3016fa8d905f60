package io.tributary.fusion.head;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.FloatVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Moments on their way through one head. Each has one row, followed by one row for each present input with that input left
 * out, which is what its contribution is measured by.
 */
final class DecisionBatch {
    private final TaskHead head;
    /** Modalities of the head's inputs. */
    private final List<String> inputs;

    private final List<Place> places = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    DecisionBatch(TaskHead head) {
        this.head = head;
        this.inputs = head.manifest().inputs().stream()
                .map(HeadManifest.Input::modality)
                .toList();
    }

    /** Where a moment's rows begin, and where among all decisions its own belongs. */
    private record Place(Moment moment, Row row, int firstRow, int position) {}

    /** Whether it has as many rows as the head should be run with. */
    boolean isFull() {
        return rows.size() >= head.head().mostRows();
    }

    void add(Moment moment, Row row, int position) {
        places.add(new Place(moment, row, rows.size(), position));
        rows.add(row);
        for (int input = 0; input < row.inputs().size(); input++) {
            if (row.has(input)) {
                rows.add(row.without(input));
            }
        }
    }

    /** Runs the head and puts each decision at its moment's position of {@code decisions}. */
    void decide(Decision[] decisions) {
        if (rows.isEmpty()) {
            return;
        }
        Answers answers = head.head().run(rows);
        places.forEach(place -> decisions[place.position()] = decision(place, answers));
        places.clear();
        rows.clear();
    }

    private Decision decision(Place place, Answers answers) {
        HeadManifest manifest = head.manifest();
        List<String> classes = manifest.classes();
        boolean abstained = !answers.isFinite(place.firstRow());
        FloatVector scores = abstained ? equalScores(classes.size()) : answers.scoresOf(place.firstRow());
        int label = best(scores);
        Moment moment = place.moment();
        return new Decision(
                Decision.idOf(
                        moment.entity(),
                        moment.windowStart(),
                        moment.windowEnd(),
                        head.task().name()),
                moment.revision(),
                moment.last(),
                moment.entity(),
                head.task().name(),
                moment.windowStart(),
                moment.windowEnd(),
                moment.closedBy(),
                moment.triggeredAt(),
                abstained ? "" : classes.get(label),
                abstained ? 0f : scores.get(label),
                abstained,
                classes,
                scores,
                evidence(place, answers, label, abstained),
                manifest.id(),
                manifest.sha256(),
                traceparents(moment));
    }

    private List<Evidence> evidence(Place place, Answers answers, int label, boolean abstained) {
        List<Evidence> evidence = new ArrayList<>(place.moment().slots().size());
        for (Moment.Slot slot : place.moment().slots()) {
            int input = inputs.indexOf(slot.modality());
            Optional<Moment.Present> usable = head.usable(place.moment(), slot.modality());
            if (usable.isEmpty()) {
                boolean stoodIn = input >= 0 && place.row().has(input) && !abstained;
                evidence.add(
                        stoodIn
                                ? standIn(
                                        slot.modality(),
                                        answers.weight(place.firstRow(), input),
                                        contribution(place, answers, input, label))
                                : Evidence.absent(slot.modality()));
            } else if (input < 0 || abstained) {
                evidence.add(present(usable.get(), 0f, 0f));
            } else {
                evidence.add(present(
                        usable.get(),
                        answers.weight(place.firstRow(), input),
                        contribution(place, answers, input, label)));
            }
        }
        return evidence;
    }

    private float contribution(Place place, Answers answers, int input, int label) {
        int row = place.firstRow() + 1;
        for (int before = 0; before < input; before++) {
            row += place.row().has(before) ? 1 : 0;
        }
        // Of nothing at all some heads say nothing finite; then every class is as likely.
        float without = answers.isFinite(row)
                ? answers.score(row, label)
                : 1f / head.manifest().classes().size();
        return answers.score(place.firstRow(), label) - without;
    }

    private static Evidence present(Moment.Present present, float weight, float contribution) {
        return new Evidence(
                present.modality(),
                true,
                present.ageMillis(),
                present.count(),
                weight,
                contribution,
                present.model(),
                present.observations(),
                present.sources());
    }

    /** A constant that the pipeline file has for the modality weighed in, though nothing of it was observed. */
    private static Evidence standIn(String modality, float weight, float contribution) {
        Evidence absent = Evidence.absent(modality);
        return new Evidence(
                modality,
                absent.present(),
                absent.ageMillis(),
                absent.count(),
                weight,
                contribution,
                absent.model(),
                absent.observations(),
                absent.sources());
    }

    private List<String> traceparents(Moment moment) {
        Set<String> traceparents = new LinkedHashSet<>();
        for (Moment.Slot slot : moment.slots()) {
            head.usable(moment, slot.modality()).ifPresent(used -> traceparents.addAll(used.traceparents()));
        }
        return List.copyOf(traceparents);
    }

    /** Of equal scores, the first class. */
    private static int best(FloatVector scores) {
        int best = 0;
        for (int c = 1; c < scores.length(); c++) {
            if (scores.get(c) > scores.get(best)) {
                best = c;
            }
        }
        return best;
    }

    private static FloatVector equalScores(int classes) {
        float[] scores = new float[classes];
        Arrays.fill(scores, 1f / classes);
        return FloatVector.of(scores);
    }
}
