package io.tributary.training.head;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The kinds of fusion that can be fitted. */
public enum Fusion {
    /** One hidden layer over all embeddings side by side. */
    EARLY(new FusionGraph.Early()),
    /** The weighted mean of one classifier a modality. */
    LATE(new FusionGraph.Late()),
    /** Modalities look at each other; what they draw of attention is their weight. */
    ATTENTION(new FusionGraph.Attention());

    private final FusionGraph graph;

    Fusion(FusionGraph graph) {
        this.graph = graph;
    }

    FusionGraph graph() {
        return graph;
    }

    /** The name in head bundles and on the command line: {@code early}, {@code late}, {@code attention}. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the kinds there are */
    public static Fusion named(String name) {
        return Arrays.stream(values())
                .filter(fusion -> fusion.lowerCase().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fusion '" + name + "', expected one of "
                        + Arrays.stream(values()).map(Fusion::lowerCase).collect(Collectors.joining(", "))));
    }
}
