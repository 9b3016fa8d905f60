package io.tributary.schemas.pipeline;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A pipeline file, validated.
 *
 * @param modalities at least one, in the file's order, which is the order of evidence and of the heads' masks
 * @param file where it was read from; paths in it are relative to its folder
 */
public record Pipeline(
        String name,
        List<Modality> modalities,
        Alignment alignment,
        List<Task> tasks,
        List<SinkSettings> sinks,
        Path file) {
    public Pipeline {
        modalities = List.copyOf(modalities);
        tasks = List.copyOf(tasks);
        sinks = List.copyOf(sinks);
    }

    public Optional<Modality> modality(String name) {
        // A loop, because it is asked for every record.
        for (Modality modality : modalities) {
            if (modality.name().equals(name)) {
                return Optional.of(modality);
            }
        }
        return Optional.empty();
    }

    public Optional<Task> task(String name) {
        return tasks.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** The same pipeline with other tasks. */
    public Pipeline withTasks(List<Task> others) {
        return new Pipeline(name, modalities, alignment, others, sinks, file);
    }

    public List<String> modalityNames() {
        return modalities.stream().map(Modality::name).toList();
    }
}
