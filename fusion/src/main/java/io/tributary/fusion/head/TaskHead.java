package io.tributary.fusion.head;

import io.tributary.fusion.Moment;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A task of the pipeline and one of the heads that answer it. Owns the head. */
record TaskHead(Task task, Head head) implements AutoCloseable {
    /** @throws InvalidHeadException if the bundle cannot be used, or takes what the pipeline does not have */
    static TaskHead load(Pipeline pipeline, Task task, Path folder) {
        Head head = Head.load(folder);
        for (HeadManifest.Input input : head.manifest().inputs()) {
            if (pipeline.modality(input.modality()).isEmpty()) {
                head.close();
                throw new InvalidHeadException("The head " + folder + " of task " + task.name()
                        + " takes the modality '"
                        + input.modality() + "', expected some of " + pipeline.modalityNames() + " of the pipeline "
                        + pipeline.name() + ". Rename the modality in the pipeline, or use another head.");
            }
        }
        return new TaskHead(task, head);
    }

    HeadManifest manifest() {
        return head.manifest();
    }

    /** What this head expected, if it takes the modality but not such embeddings. */
    Optional<WrongSpace.Expectation> expectation(String modality, String space, int dimension) {
        return manifest()
                .input(modality)
                .filter(input -> !accepts(input, space, dimension))
                .map(input -> new WrongSpace.Expectation(
                        task.name(), manifest().id(), Heads.describe(input.space(), input.dimension())));
    }

    /** The moment as the head sees it; empty where there is nothing to decide. */
    Optional<Row> row(Moment moment) {
        for (String required : task.requires()) {
            if (usable(moment, required).isEmpty()) {
                return Optional.empty();
            }
        }
        List<List<FloatVector>> positions = new ArrayList<>(manifest().inputs().size());
        for (HeadManifest.Input input : manifest().inputs()) {
            Optional<Moment.Present> usable = usable(moment, input.modality());
            positions.add(
                    usable.isPresent()
                            ? positions(usable.get(), input)
                            : standIn(moment, input).stream().toList());
        }
        var row = new Row(positions);
        return row.isEmpty() ? Optional.empty() : Optional.of(row);
    }

    /** The vector where the head takes no sequence or there is none; of a longer sequence than it takes, the end. */
    private static List<FloatVector> positions(Moment.Present present, HeadManifest.Input input) {
        List<FloatVector> sequence = present.sequence();
        return !input.takesSequence() || sequence.isEmpty()
                ? List.of(present.vector())
                : sequence.subList(Math.max(0, sequence.size() - input.sequence()), sequence.size());
    }

    /** The constant that stands for a modality of which the moment has nothing. */
    private static Optional<FloatVector> standIn(Moment moment, HeadManifest.Input input) {
        return moment.slots().stream()
                .filter(Moment.Default.class::isInstance)
                .map(Moment.Default.class::cast)
                .filter(slot -> slot.modality().equals(input.modality()))
                .map(slot -> slot.vector().orElseGet(() -> FloatVector.of(new float[input.dimension()])))
                .filter(vector -> vector.length() == input.dimension())
                .findFirst();
    }

    /** What the moment has of the modality, where the head takes it in the space it was trained on. */
    Optional<Moment.Present> usable(Moment moment, String modality) {
        Optional<HeadManifest.Input> input = manifest().input(modality);
        if (input.isEmpty()) {
            return moment.present(modality);
        }
        Optional<Moment.Present> arrivedLast = moment.present(modality);
        if (arrivedLast.isPresent() && accepts(input.get(), arrivedLast.get())) {
            return arrivedLast;
        }
        for (Moment.Present present : moment.others()) {
            if (present.modality().equals(modality) && accepts(input.get(), present)) {
                return Optional.of(present);
            }
        }
        return Optional.empty();
    }

    /** How many of the head's modalities it can use. */
    long usable(Moment moment) {
        return manifest().inputs().stream()
                .filter(input -> usable(moment, input.modality()).isPresent())
                .count();
    }

    /** How many of the head's modalities it can use in the space that arrived last. */
    long usableAsArrivedLast(Moment moment) {
        return manifest().inputs().stream()
                .filter(input -> moment.present(input.modality())
                        .filter(present -> accepts(input, present))
                        .isPresent())
                .count();
    }

    boolean accepts(String modality, String space, int dimension) {
        Optional<HeadManifest.Input> input = manifest().input(modality);
        return input.isPresent() && accepts(input.get(), space, dimension);
    }

    private static boolean accepts(HeadManifest.Input input, Moment.Present present) {
        return accepts(input, present.space(), present.vector().length());
    }

    private static boolean accepts(HeadManifest.Input input, String space, int dimension) {
        return input.space().equals(space) && input.dimension() == dimension;
    }

    @Override
    public void close() {
        head.close();
    }
}
