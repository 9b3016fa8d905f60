package io.tributary.app;

import io.tributary.fusion.head.HeadManifest;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Task;
import io.tributary.schemas.pipeline.ZeroShot;
import java.util.ArrayList;
import java.util.List;

/** What the heads of a pipeline will do with embeddings of a space. */
record HeadsOfSpace(Pipeline pipeline, String modality, String space, int dimension) {
    /** One line a task. */
    List<String> lines() {
        return pipeline.tasks().stream().map(this::line).toList();
    }

    private String line(Task task) {
        if (task.zeroShot().isPresent()) {
            ZeroShot zeroShot = task.zeroShot().get();
            return "task " + task.name() + ": zero-shot, "
                    + (zeroShot.modalities().contains(modality)
                            ? "takes this space only if it is that of " + zeroShot.encoder()
                            : "has no use for " + modality);
        }
        List<String> taking = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (var folder : task.heads()) {
            HeadManifest head = HeadManifest.read(folder);
            head.input(modality).ifPresent(input -> {
                boolean takes = input.space().equals(space) && input.dimension() == dimension;
                (takes ? taking : others)
                        .add(takes ? head.id() : head.id() + " takes " + input.space() + " of " + input.dimension());
            });
        }
        if (!taking.isEmpty()) {
            return "task " + task.name() + ": " + String.join(", ", taking) + " takes this space";
        }
        if (others.isEmpty()) {
            return "task " + task.name() + ": has no use for " + modality;
        }
        return "warning: task " + task.name() + " has no head for the space " + space + " of " + dimension + " ("
                + String.join(", ", others) + "): " + modality
                + " will count as absent there, and its embeddings become dead letters; fit a head with 'tributary"
                + " train' and add it to the task's 'head'";
    }
}
