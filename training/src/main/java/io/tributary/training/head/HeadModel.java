package io.tributary.training.head;

import java.util.List;
import java.util.Map;

/** A head that can be written as a bundle: a graph, the arrays in it, and what it takes and gives. */
public sealed interface HeadModel permits FittedHead, ZeroShotHead {
    /** The word for it in the manifest's {@code fusion}. */
    String kind();

    HeadShape shape();

    /** By the names that {@link FusionGraph#build} asks for. */
    Map<String, FloatArray> arrays();

    /** What logits are divided by before the softmax. */
    float temperature();

    FusionGraph graph();

    /** Lines of YAML that only this kind of head has in its manifest. */
    default List<String> ownLines() {
        return List.of();
    }
}
