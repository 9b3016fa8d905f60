package io.tributary.training.head;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * One head while it is fitted. Holds native memory until it is closed; one at a time, from one thread.
 */
final class FittingRun implements AutoCloseable {
    private static final int PREDICTION_BATCH = 512;

    /**
     * Plain descent, because Adam gives every value of an embedding steps of one size: on people it had not seen, heads of
     * 300 examples were right in 68 of 100 cases with Adam and in 95 with this.
     */
    private static final float MOMENTUM = 0.9f;

    private final Fusion fusion;
    private final HeadShape shape;
    private final HeadSettings settings;
    private final List<Example> fitted;
    private final float[] classWeights;
    private final Random random;
    private final HeadBlock block;
    private final NDManager manager;
    private final Optimizer optimizer;

    FittingRun(Fusion fusion, HeadShape shape, HeadSettings settings, List<Example> fitted) {
        this.fusion = fusion;
        this.shape = shape;
        this.settings = settings;
        this.fitted = new ArrayList<>(fitted);
        this.classWeights = classWeights(fitted, shape.classes().size(), settings.classBalance());
        this.random = new Random(settings.seed());
        Engine.getEngine(HeadTrainer.ENGINE).setRandomSeed((int) settings.seed());
        manager = NDManager.newBaseManager(Device.cpu(), HeadTrainer.ENGINE);
        block = new HeadBlock(fusion, shape, settings.dropout());
        Map<String, FloatArray> arrays = new HashMap<>(HeadBlock.initial(fusion, shape, random));
        arrays.putAll(Standardisation.of(shape, fitted));
        block.fill(manager, arrays);
        optimizer = Optimizer.sgd()
                .setLearningRateTracker(Tracker.fixed(settings.rate()))
                .optMomentum(MOMENTUM)
                .optWeightDecays(settings.weightDecay())
                .build();
    }

    /** What an example of each class counts, 1 on average; see {@link HeadSettings#classBalance()}. */
    static float[] classWeights(List<Example> examples, int classes, float balance) {
        double[] counts = new double[classes];
        examples.forEach(example -> counts[example.label()]++);
        float[] weights = new float[classes];
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            weights[c] = (float) Math.pow(examples.size() / Math.max(1, counts[c]), balance);
            sum += weights[c] * counts[c];
        }
        for (int c = 0; c < classes; c++) {
            weights[c] *= (float) (examples.size() / sum);
        }
        return weights;
    }

    /** One pass over the fitted examples in a new order. */
    void epoch() {
        Collections.shuffle(fitted, random);
        for (int from = 0; from < fitted.size(); from += settings.batch()) {
            List<Example> examples = fitted.subList(from, Math.min(fitted.size(), from + settings.batch()));
            Batch batch = Batch.of(shape, examples, classWeights);
            batch.dropModalities(random, settings.modalityDropout());
            step(batch);
        }
    }

    private void step(Batch batch) {
        try (NDManager some = manager.newSubManager()) {
            try (GradientCollector gradients =
                    Engine.getEngine(HeadTrainer.ENGINE).newGradientCollector()) {
                NDArray logits = forward(batch.inputs(some), true);
                FloatArray targets = batch.targets();
                NDArray truth = targets.toNative(some);
                gradients.backward(logits.logSoftmax(1).mul(truth).sum().neg().div(targets.shape()[0]));
            }
            block.forEachArray((name, values) -> {
                if (values.hasGradient()) {
                    descend(name, values);
                }
            });
        }
    }

    /**
     * By hand and not by DJL's trainer, which takes gradients that cancel out for none at all, as those of two classes
     * do; and its engine clears only the gradients of arrays that its system manager owns.
     */
    private void descend(String name, NDArray values) {
        try (NDArray gradient = values.getGradient()) {
            optimizer.update(name, values, gradient);
            gradient.subi(gradient);
        }
    }

    private NDArray forward(NDList inputs, boolean training) {
        return block.forward(new ParameterStore(manager, false), inputs, training)
                .head();
    }

    /** Logits of each example, in order, by the head as it is now. */
    List<float[]> predict(List<Example> examples) {
        List<float[]> logits = new ArrayList<>();
        for (int from = 0; from < examples.size(); from += PREDICTION_BATCH) {
            List<Example> some = examples.subList(from, Math.min(examples.size(), from + PREDICTION_BATCH));
            try (NDManager batch = manager.newSubManager()) {
                NDList inputs = Batch.of(shape, some, classWeights).inputs(batch);
                float[] values = forward(inputs, false).toFloatArray();
                int classes = shape.classes().size();
                for (int row = 0; row < some.size(); row++) {
                    logits.add(Arrays.copyOfRange(values, row * classes, (row + 1) * classes));
                }
            }
        }
        return logits;
    }

    /** The head as it is now, not yet calibrated. */
    FittedHead head() {
        return new FittedHead(fusion, shape, block.arrays(), 1f);
    }

    /** Goes back to the values of {@code head}. */
    void restore(FittedHead head) {
        Map<String, FloatArray> arrays = head.arrays();
        block.forEachArray((name, values) -> {
            FloatArray array = Objects.requireNonNull(arrays.get(name), name);
            values.set(array.values());
        });
    }

    @Override
    public void close() {
        manager.close();
    }
}
