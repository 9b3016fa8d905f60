package io.tributary.bench.measure;

import io.tributary.bench.bundle.MeasuredModel.Role;
import io.tributary.schemas.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A promise and what came of it, in CPU-seconds.
 *
 * @param id as the documentation names it
 * @param text what is compared
 * @param measured median and extremes over the pairs; empty if a contestant was left out
 * @param target the least that meets it
 */
public record Goal(String id, String text, Optional<Spread> measured, double target) {
    /** Whether it was measured and met. */
    public boolean isMet() {
        return measured.isPresent() && measured.get().median() >= target;
    }

    /** The goals that a model's figures speak of. */
    public static List<Goal> of(Figures figures) {
        String model = figures.model();
        List<Goal> goals = new ArrayList<>();
        if (figures.role() == Role.IDENTITY) {
            goals.add(new Goal("G6", model + ": ours ÷ plain copy loop", figures.cpuRatio(Line.OURS, Line.COPY), 0.80));
            goals.add(new Goal(
                    "G6",
                    model + ": the same, and what reading, preparing and writing cost",
                    withNecessaryWork(figures),
                    0.80));
            return goals;
        }
        if (model.equals("minilm-float32") || model.equals("minilm-int8")) {
            double target = model.endsWith("int8") ? 0.85 : 0.90;
            goals.add(new Goal("G1", model + ": ours ÷ raw", figures.cpuRatio(Line.OURS, Line.RAW), target));
        } else {
            goals.add(new Goal("G2", model + ": ours ÷ raw, share of the ceiling", shareOfCeiling(figures), 0.90));
        }
        goals.add(new Goal(
                "G3", model + ": exactly-once ÷ at-least-once", figures.cpuRatio(Line.OURS, Line.AT_LEAST_ONCE), 0.90));
        if (figures.kind() == Kind.TEXT) {
            goals.add(new Goal(
                    "G4", model + ": by length ÷ in order of arrival", figures.cpuRatio(Line.OURS, Line.ARRIVAL), 2.5));
        }
        goals.add(new Goal(
                "G5",
                model + ": ours ÷ Kafka Streams one by one",
                figures.cpuRatio(Line.OURS, Line.OBVIOUS),
                figures.kind() == Kind.TEXT ? 2.0 : 1.0));
        goals.add(new Goal(
                "G5",
                model + ": ours ÷ the same with tuned sessions",
                figures.cpuRatio(Line.OURS, Line.OBVIOUS_TUNED),
                1.0));
        return goals;
    }

    /** Beside a copy loop that also reads observations, prepares them, runs the model and writes embeddings. */
    private static Optional<Spread> withNecessaryWork(Figures figures) {
        Costs costs = figures.costs();
        double more = (costs.model() + costs.prepare() + costs.copy() + costs.avro()) / costs.copy();
        return figures.cpuRatio(Line.OURS, Line.COPY)
                .map(ratio -> new Spread(ratio.median() * more, ratio.min() * more, ratio.max() * more));
    }

    private static Optional<Spread> shareOfCeiling(Figures figures) {
        double ceiling = figures.costs().ceiling();
        return figures.cpuRatio(Line.OURS, Line.RAW)
                .map(ratio -> new Spread(ratio.median() / ceiling, ratio.min() / ceiling, ratio.max() / ceiling));
    }
}
