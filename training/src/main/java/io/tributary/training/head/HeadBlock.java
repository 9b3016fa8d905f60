package io.tributary.training.head;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A head as a DJL block. Inputs: the embeddings of each modality {@code [B, dimension]} or {@code [B, positions,
 * dimension]}, of each that takes sequences which positions there are {@code [B, positions]}, then the mask {@code [B,
 * modalities]}; outputs: logits {@code [B, classes]} and weights {@code [B, modalities]}.
 */
final class HeadBlock extends AbstractBlock {
    private final Fusion fusion;
    private final HeadShape shape;
    private final float dropout;
    private final Map<String, Parameter> byName = new LinkedHashMap<>();

    /** An empty block; {@link #fill} gives it its values. */
    HeadBlock(Fusion fusion, HeadShape shape, float dropout) {
        this.fusion = fusion;
        this.shape = shape;
        this.dropout = dropout;
        for (int m = 0; m < shape.modalities().size(); m++) {
            add("input" + m + ".mean", false);
            add("input" + m + ".scale", false);
        }
        fusion.graph().parameters(shape).keySet().forEach(name -> add(name, true));
    }

    private void add(String name, boolean trained) {
        Parameter parameter = addParameter(Parameter.builder()
                .setName(name)
                .setType(name.endsWith(".weight") ? Parameter.Type.WEIGHT : Parameter.Type.BIAS)
                .optRequiresGrad(trained)
                .build());
        byName.put(name, parameter);
    }

    /** Gives every parameter its values, owned by {@code manager}. */
    void fill(NDManager manager, Map<String, FloatArray> arrays) {
        byName.forEach((name, parameter) -> {
            FloatArray array = arrays.get(name);
            if (array == null) {
                throw new IllegalStateException("No values for the head's array " + name);
            }
            NDArray values = array.toNative(manager);
            values.setRequiresGradient(parameter.requiresGradient());
            parameter.setArray(values);
        });
    }

    /** Visits the native values of every parameter, to read or to overwrite. */
    void forEachArray(BiConsumer<String, NDArray> visitor) {
        byName.forEach((name, parameter) -> visitor.accept(name, parameter.getArray()));
    }

    /** Copies of the values of every parameter. */
    Map<String, FloatArray> arrays() {
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        byName.forEach((name, parameter) -> {
            NDArray values = parameter.getArray();
            arrays.put(name, new FloatArray(values.getShape().getShape(), values.toFloatArray()));
        });
        return arrays;
    }

    /**
     * Layers that give logits begin at 0: what they began with otherwise would stay where no example corrects it. Gates begin
     * at 0 as well, so that at first every modality is heard alike.
     */
    private static boolean isHidden(String name) {
        return !name.startsWith("classes") && !name.startsWith("evidence") && !name.startsWith("gate");
    }

    /** Hidden weights drawn evenly from ±√(6 / (in + out)), all else 0; the same {@code random} gives the same values. */
    static Map<String, FloatArray> initial(Fusion fusion, HeadShape shape, Random random) {
        Map<String, FloatArray> arrays = new LinkedHashMap<>();
        fusion.graph().parameters(shape).forEach((name, dimensions) -> {
            boolean weight = dimensions.length == 2;
            float[] values = new float[(int) (weight ? dimensions[0] * dimensions[1] : dimensions[0])];
            double reach = weight && isHidden(name) ? Math.sqrt(6.0 / (dimensions[0] + dimensions[1])) : 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * reach);
            }
            arrays.put(name, new FloatArray(dimensions, values));
        });
        return arrays;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, @Nullable PairList<String, Object> ignored) {
        // The arrays themselves, without the store's copies: there is one device.
        var tensors = new DjlTensors(
                inputs,
                shape,
                name -> Objects.requireNonNull(byName.get(name), name).getArray(),
                dropout,
                training);
        FusionGraph.Fused<NDArray> fused = fusion.graph().build(tensors, shape);
        return new NDList(fused.logits(), fused.weights());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        long batch = inputs[0].get(0);
        return new Shape[] {
            new Shape(batch, shape.classes().size()),
            new Shape(batch, shape.modalities().size())
        };
    }
}
