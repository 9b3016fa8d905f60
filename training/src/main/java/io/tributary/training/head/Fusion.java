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
    ATTENTION(new FusionGraph.Attention()),
    /** Each modality to one width, side by side through a hidden layer. */
    PROJECTION(new ProjectionGraph(), 128),
    /** Gates over all embeddings decide how much of each modality counts. */
    GATED(new GatedGraph()),
    /** The mean of one classifier a modality, weighted by the attention that each draws. */
    LATE_ATTENTION(new LateAttentionGraph()),
    /** The positions of each modality, such as tokens and regions, look at those of the others. */
    CROSS_ATTENTION(new CrossAttentionGraph());

    private static final int USUAL_WIDTH = 64;

    private final FusionGraph graph;
    private final int usualWidth;

    Fusion(FusionGraph graph) {
        this(graph, USUAL_WIDTH);
    }

    Fusion(FusionGraph graph, int usualWidth) {
        this.graph = graph;
        this.usualWidth = usualWidth;
    }

    /** Values of a hidden layer or token where nobody says another number. */
    int usualWidth() {
        return usualWidth;
    }

    /** Whether it looks at positions; the others look at vectors alone. */
    public boolean takesSequences() {
        return this == CROSS_ATTENTION;
    }

    FusionGraph graph() {
        return graph;
    }

    /** The name in head bundles and on the command line, such as {@code early} and {@code late-attention}. */
    public String lowerCase() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException naming the kinds there are */
    public static Fusion named(String name) {
        return Arrays.stream(values())
                .filter(fusion -> fusion.lowerCase().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("There is no fusion '" + name + "', expected one of " + names()));
    }

    private static String names() {
        return Arrays.stream(values()).map(Fusion::lowerCase).collect(Collectors.joining(", "));
    }
}
