package io.tributary.training.head;

import java.util.Map;

/**
 * A head after training, as plain arrays: nothing native, nothing to close.
 *
 * @param arrays by the names that {@link FusionGraph#build} asks for
 * @param temperature what logits are divided by before the softmax, so that scores say how often they are right
 */
public record FittedHead(Fusion fusion, HeadShape shape, Map<String, FloatArray> arrays, float temperature)
        implements HeadModel {
    public FittedHead {
        arrays = Map.copyOf(arrays);
    }

    @Override
    public String kind() {
        return fusion.lowerCase();
    }

    @Override
    public FusionGraph graph() {
        return fusion.graph();
    }

    FittedHead withTemperature(float newTemperature) {
        return new FittedHead(fusion, shape, arrays, newTemperature);
    }
}
