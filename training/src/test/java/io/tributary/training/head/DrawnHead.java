package io.tributary.training.head;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A head of three modalities with random arrays, inputs in which every set of modalities occurs, and its answers. */
final class DrawnHead {
    static final HeadShape SHAPE = new HeadShape(
            List.of(
                    new HeadShape.Input("front-camera", 12, "space-a"),
                    new HeadShape.Input("text", 8, "space-b"),
                    new HeadShape.Input("sensor", 5, "space-c")),
            List.of("calm", "busy"),
            16);
    static final int ROWS = 64;

    private DrawnHead() {}

    static FittedHead drawn(Fusion fusion, Random random) {
        return drawn(fusion, SHAPE, random);
    }

    static FittedHead drawn(Fusion fusion, HeadShape shape, Random random) {
        Map<String, FloatArray> arrays = new HashMap<>();
        HeadBlock.initial(fusion, shape, random)
                .forEach((name, array) -> arrays.put(name, noise(array.shape(), random, 0.4f)));
        for (int m = 0; m < shape.modalities().size(); m++) {
            long[] dimension = {shape.modalities().get(m).dimension()};
            arrays.put("input" + m + ".mean", noise(dimension, random, 0.1f));
            arrays.put("input" + m + ".scale", noise(dimension, random, 1f));
        }
        return new FittedHead(fusion, shape, arrays, 1.7f);
    }

    private static FloatArray noise(long[] shape, Random random, float strength) {
        int length = 1;
        for (long size : shape) {
            length *= (int) size;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * strength;
        }
        return new FloatArray(shape, values);
    }

    /** Every set of modalities occurs; absent ones hold zeros. */
    static Batch batch(Random random) {
        float[] mask = new float[ROWS * 3];
        for (int row = 0; row < ROWS; row++) {
            int set = 1 + row % 7;
            for (int m = 0; m < 3; m++) {
                mask[row * 3 + m] = set >> m & 1;
            }
        }
        List<FloatArray> embeddings = new ArrayList<>();
        for (int m = 0; m < 3; m++) {
            int dimension = SHAPE.modalities().get(m).dimension();
            FloatArray array = noise(new long[] {ROWS, dimension}, random, 1f);
            for (int i = 0; i < array.values().length; i++) {
                array.values()[i] *= mask[i / dimension * 3 + m];
            }
            embeddings.add(array);
        }
        long[] targets = {ROWS, 2};
        return new Batch(embeddings, new FloatArray(new long[] {ROWS, 3}, mask), noise(targets, random, 1f));
    }

    /** {@code scores} and {@code weights} as the trained block computes them. */
    static Map<String, float[]> answers(FittedHead head, Batch batch) {
        HeadTrainer.requireEngine();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), HeadTrainer.ENGINE)) {
            var block = new HeadBlock(head.fusion(), head.shape(), 0.5f);
            block.fill(manager, head.arrays());
            NDList outputs = block.forward(new ParameterStore(manager, true), batch.inputs(manager), false);
            return Map.of(
                    "scores",
                    outputs.get(0).div(head.temperature()).softmax(1).toFloatArray(),
                    "weights",
                    outputs.get(1).toFloatArray());
        }
    }
}
