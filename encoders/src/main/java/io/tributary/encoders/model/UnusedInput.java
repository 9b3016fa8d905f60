package io.tributary.encoders.model;

import java.util.List;

/**
 * An input that the wanted output does not depend on, such as the picture where only the text's vector is read.
 *
 * @param type float32 or int64
 * @param shape as small as the graph allows
 */
public record UnusedInput(String name, String type, List<Long> shape) {
    public UnusedInput {
        shape = List.copyOf(shape);
    }

    /** A tensor of zeros, or of ones where they are whole numbers, which masks and token ids may always be. */
    public ModelInput tensor() {
        long[] sizes = shape.stream().mapToLong(size -> size).toArray();
        if (type.equals("float32")) {
            return ModelInput.floats(name, sizes);
        }
        ModelInput.Longs ones = ModelInput.longs(name, sizes);
        for (int i = 0; i < ones.values().capacity(); i++) {
            ones.values().put(i, 1);
        }
        return ones;
    }
}
