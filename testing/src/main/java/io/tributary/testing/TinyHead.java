package io.tributary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A head of two classes over embeddings of two values, small enough to be reckoned by hand: the logits are the sum of the
 * present embeddings, so the greater of the two sums decides; every present modality weighs the same. Of nothing, the
 * classes are equally likely and no modality weighs anything.
 */
public final class TinyHead {
    public static final List<String> CLASSES = List.of("no", "yes");

    private TinyHead() {}

    /** Writes a bundle of a head that takes {@code modalities} in the spaces {@code <modality>-1}. */
    public static Path write(Path folder, String name, List<String> modalities) {
        return write(folder, name, modalities, model(modalities, "batch"));
    }

    /** The same with {@code modality} in the space {@code <modality>-2}. */
    public static Path writeWithNext(Path folder, String name, List<String> modalities, String modality) {
        write(folder, name, modalities);
        Path manifest = folder.resolve("head.yaml");
        try {
            Files.writeString(
                    manifest,
                    Files.readString(manifest).replace("space: " + modality + "-1", "space: " + modality + "-2"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    /** The same with a model of one's own. */
    public static Path write(Path folder, String name, List<String> modalities, byte[] model) {
        StringBuilder manifest = new StringBuilder("name: " + name + "\nversion: 1\ntask: question\nfusion: late\n"
                + "classes: [" + String.join(", ", CLASSES) + "]\nmodalities:\n");
        modalities.forEach(
                modality -> manifest.append("  " + modality + ": { dimension: 2, space: " + modality + "-1 }\n"));
        return TinyGraph.write(folder, manifest.toString(), model);
    }

    /** @param batch name of the batch dimension; a number fixes it */
    public static byte[] model(List<String> modalities, String batch) {
        var graph = new TinyGraph();
        List<String> masked = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            String input = "embedding_" + modalities.get(m).replace('-', '_');
            graph.input(input, batch, "2");
            graph.constant("column" + m, m);
            graph.node("Gather", List.of("mask", "column" + m), "present" + m, "axis", 1);
            graph.node("Mul", List.of(input, "present" + m), "masked" + m);
            masked.add("masked" + m);
        }
        graph.input("mask", batch, Integer.toString(modalities.size()));
        graph.node("Sum", masked, "logits");
        graph.node("Softmax", List.of("logits"), "scores", "axis", 1);
        graph.constant("columns", 1);
        graph.node("ReduceSum", List.of("mask", "columns"), "count", "keepdims", 1);
        graph.constant("one", 1f);
        graph.node("Max", List.of("count", "one"), "atLeastOne");
        graph.node("Div", List.of("mask", "atLeastOne"), "weights");
        graph.output("scores", batch, Integer.toString(CLASSES.size()));
        graph.output("weights", batch, Integer.toString(modalities.size()));
        return graph.model();
    }

    /** The digest of a model as manifests have it. */
    public static String sha256(byte[] model) {
        return TinyGraph.sha256(model);
    }
}
