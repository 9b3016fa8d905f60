package io.tributary.fusion.head;

import io.tributary.fusion.Moment;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import java.nio.file.Path;
import java.util.Optional;

/** A task of the pipeline and the head that answers it. Owns the head. */
record TaskHead(Task task, Head head) implements AutoCloseable {
    /** @throws InvalidHeadException if the bundle cannot be used, or takes what the pipeline does not have */
    static TaskHead load(Pipeline pipeline, Task task) {
        Path folder = task.head();
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
        Row row = new Row(
                manifest().inputs().stream().map(input -> vector(moment, input)).toList());
        if (row.isEmpty() || !task.requires().stream().allMatch(modality -> isUsable(moment, modality))) {
            return Optional.empty();
        }
        return Optional.of(row);
    }

    /** Whether the moment has the modality, and, where the head takes it, in the space it was trained on. */
    boolean isUsable(Moment moment, String modality) {
        Optional<Moment.Present> present = moment.present(modality);
        Optional<HeadManifest.Input> input = manifest().input(modality);
        return present.isPresent() && (input.isEmpty() || accepts(input.get(), present.get()));
    }

    private static Optional<FloatVector> vector(Moment moment, HeadManifest.Input input) {
        return moment.present(input.modality())
                .filter(present -> accepts(input, present))
                .map(Moment.Present::vector);
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
