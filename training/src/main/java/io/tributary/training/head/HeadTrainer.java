package io.tributary.training.head;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import io.tributary.schemas.FloatVector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Fits heads.
 *
 * <p>The number of passes and the temperature are found on entities that are held out; figures are of those, too. Where
 * what is held out comes from the examples themselves, the head is then fitted again on all of them. Needs DJL's PyTorch
 * engine on the class path; CPU only.
 */
public final class HeadTrainer {
    static final String ENGINE = "PyTorch";

    private final HeadSettings settings;
    private final Consumer<String> progress;

    /** @param progress told of each step in words */
    public HeadTrainer(HeadSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** @throws IllegalStateException if the PyTorch engine is not on the class path, saying how to put it there */
    public static void requireEngine() {
        // Never ask the network for a native library: it is on the class path or training cannot run.
        setUnlessSet("ai.djl.offline", "true");
        // Heads are small: threads would spend their time waiting for each other, and would add in another order.
        setUnlessSet("ai.djl.pytorch.num_threads", "1");
        try {
            Engine.getEngine(ENGINE);
        } catch (IllegalArgumentException | EngineException e) {
            throw new IllegalStateException(
                    "Training needs DJL's PyTorch engine, which is not on the class path or not made for this platform. "
                            + "On Linux x86-64, './tributary train' fetches it; so does "
                            + "'./mvnw -q -pl training dependency:copy@training-runtime'.",
                    e);
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * A fitted head and how good heads like it are on what they did not see.
     *
     * @param heldOut what was said of the held-out examples, by the modalities that the head saw: first as they were
     *     recorded, under {@code as recorded}, then every set of modalities, such as {@code depth+inertial}
     * @param epochs passes over the examples
     */
    public record Fit(FittedHead head, Map<String, List<Scored>> heldOut, int epochs) {}

    /** Holds out parts of {@code examples} by entity, then fits all of them. */
    public Fit fit(Fusion fusion, HeadShape shape, List<Example> examples) {
        List<HoldOut> holdOuts = HoldOut.of(examples, settings);
        List<Trial> trials = new ArrayList<>();
        for (HoldOut holdOut : holdOuts) {
            trials.add(tried(fusion, shape, holdOut));
        }
        Trial together = Trial.together(trials);
        int epochs = (int)
                Math.round(trials.stream().mapToInt(Trial::epochs).average().orElse(1));
        progress.accept(fusion.lowerCase() + ": fitting all " + examples.size() + " examples, " + epochs + " epochs");
        try (var run = new FittingRun(fusion, shape, settings, examples)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                run.epoch();
            }
            return together.calibrated(run.head(), epochs);
        }
    }

    /** Fits {@code examples} and measures on {@code held}, of which nothing is fitted but passes and temperature. */
    public Fit fit(Fusion fusion, HeadShape shape, List<Example> examples, List<Example> held) {
        Trial trial = tried(fusion, shape, new HoldOut(examples, held));
        return trial.calibrated(trial.head(), trial.epochs());
    }

    private Trial tried(Fusion fusion, HeadShape shape, HoldOut holdOut) {
        requireEngine();
        List<Example> judged = new ArrayList<>(holdOut.held());
        for (int m = 0; m < shape.modalities().size(); m++) {
            for (Example example : holdOut.held()) {
                example.without(m).ifPresent(judged::add);
            }
        }
        int[] labels = judged.stream().mapToInt(Example::label).toArray();
        try (var run = new FittingRun(fusion, shape, settings, holdOut.fitted())) {
            FittedHead best = run.head();
            double bestLoss = Double.POSITIVE_INFINITY;
            int bestEpoch = 1;
            for (int epoch = 1; epoch <= settings.epochs() && epoch - bestEpoch <= settings.patience(); epoch++) {
                run.epoch();
                double loss = loss(run.predict(judged), labels);
                if (loss < bestLoss) {
                    bestLoss = loss;
                    bestEpoch = epoch;
                    best = run.head();
                }
            }
            progress.accept("%s: %d examples fitted, %d held out, best after %d epochs, held-out loss %.4f"
                    .formatted(
                            fusion.lowerCase(),
                            holdOut.fitted().size(),
                            holdOut.held().size(),
                            bestEpoch,
                            bestLoss));
            run.restore(best);
            return Trial.of(run, best, bestEpoch, holdOut.held());
        }
    }

    /** At its own best temperature, so that a sharp but well-ordered head is not stopped early. */
    private static double loss(List<float[]> logits, int[] labels) {
        return Temperature.loss(logits, labels, Temperature.fit(logits, labels));
    }

    /** A head fitted on one part, and what it says of the rest, as logits by set of modalities. */
    private record Trial(FittedHead head, int epochs, Map<String, Judged> judged) {
        private static final String AS_RECORDED = "as recorded";

        static Trial of(FittingRun run, FittedHead head, int epochs, List<Example> held) {
            Map<String, Judged> judged = new LinkedHashMap<>();
            judged.put(AS_RECORDED, Judged.by(run, held));
            int modalities = head.shape().modalities().size();
            for (int set = (1 << modalities) - 1; modalities > 1 && modalities <= 5 && set > 0; set--) {
                int chosen = set;
                List<Example> some =
                        held.stream().flatMap(e -> e.only(chosen).stream()).toList();
                judged.put(name(head.shape(), set), Judged.by(run, some));
            }
            return new Trial(head, epochs, judged);
        }

        static Trial together(List<Trial> trials) {
            Map<String, Judged> all = new LinkedHashMap<>();
            trials.forEach(trial -> trial.judged.forEach((set, some) -> all.merge(set, some, Judged::and)));
            return new Trial(trials.get(0).head, trials.get(0).epochs, all);
        }

        Fit calibrated(FittedHead fitted, int passes) {
            Judged recorded = judged.getOrDefault(AS_RECORDED, new Judged(List.of(), List.of()));
            float temperature = Temperature.fit(
                    recorded.logits,
                    recorded.labels.stream().mapToInt(Integer::intValue).toArray());
            Map<String, List<Scored>> heldOut = new LinkedHashMap<>();
            judged.forEach((set, some) -> heldOut.put(set, some.scored(temperature)));
            return new Fit(fitted.withTemperature(temperature), heldOut, passes);
        }

        private static String name(HeadShape shape, int set) {
            List<String> names = new ArrayList<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                if ((set >> m & 1) == 1) {
                    names.add(shape.modalities().get(m).modality());
                }
            }
            return String.join("+", names);
        }
    }

    private record Judged(List<float[]> logits, List<Integer> labels) {
        static Judged by(FittingRun run, List<Example> examples) {
            return new Judged(
                    run.predict(examples), examples.stream().map(Example::label).toList());
        }

        Judged and(Judged other) {
            List<float[]> allLogits = new ArrayList<>(logits);
            allLogits.addAll(other.logits);
            List<Integer> allLabels = new ArrayList<>(labels);
            allLabels.addAll(other.labels);
            return new Judged(allLogits, allLabels);
        }

        List<Scored> scored(float temperature) {
            List<Scored> scored = new ArrayList<>();
            for (int row = 0; row < labels.size(); row++) {
                float[] scores = Temperature.softmax(logits.get(row), temperature);
                scored.add(new Scored(labels.get(row), FloatVector.of(scores)));
            }
            return scored;
        }
    }
}
