package io.tributary.bench.alignment;

import io.tributary.bench.alignment.Restores.Disk;
import io.tributary.bench.alignment.Variant.Engine;
import io.tributary.bench.measure.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A promise of fusion and what came of it.
 *
 * @param id as the documentation names it
 * @param measured empty if what it needs was left out
 * @param bound the least, or the most, that meets it
 */
public record Target(String id, String text, Optional<Spread> measured, double bound, boolean isMost) {
    public boolean isMet() {
        return measured.isPresent()
                && (isMost ? measured.get().median() <= bound : measured.get().median() >= bound);
    }

    /** The promises, with every growth that was measured. */
    public static List<Target> of(AlignmentResults results) {
        AlignmentFigures figures = results.figures();
        List<Target> targets = new ArrayList<>();
        targets.add(ratio("F1", figures, Engine.OUTER_JOIN, 3));
        targets.add(ratio("F2", figures, Engine.COGROUP, 2));
        targets.add(ratio("F3", figures, Engine.FLINK, 1.5));
        targets.add(p99(figures, true, 50));
        targets.add(p99(figures, false, 15));
        for (Growth growth : results.growths()) {
            targets.add(atMost("F5", "CPU an event as " + growth.what() + " grow", Optional.of(growth.factor()), 1.2));
        }
        Optional<Double> state =
                figures.of(new Variant(Engine.OURS, true, false)).map(AlignmentFigures.Measured::stateRatio);
        targets.add(atMost("F6", "state of open moments ÷ their vectors", state, 1.3));
        targets.add(atMost(
                "F7",
                "ours: decisions missing, wrong, doubled or unexpected",
                figures.of(new Variant(Engine.OURS, true, false)).map(ours -> faults(ours.verdict())),
                0));
        targets.add(new Target(
                "R1",
                "restoring ÷ reading the changelogs, " + Disk.EMPTY.words(),
                results.restores().flatMap(restores -> restores.of(Disk.EMPTY, Restore::share)),
                0.5,
                false));
        return targets;
    }

    private static double faults(Verdict verdict) {
        return verdict.missing() + verdict.wrong() + verdict.doubled() + verdict.unexpected();
    }

    private static Target ratio(String id, AlignmentFigures figures, Engine engine, double bound) {
        var variant = new Variant(engine, true, false);
        return new Target(id, "ours ÷ " + variant.title() + ", CPU-seconds", figures.oursTo(variant), bound, false);
    }

    private static Target p99(AlignmentFigures figures, boolean exactlyOnce, double bound) {
        var variant = new Variant(Engine.OURS, exactlyOnce, false);
        Optional<Double> p99 = figures.of(variant)
                .map(measured -> measured.latency().p99Millis())
                .filter(Double::isFinite);
        return atMost("F4", "p99 ms of " + variant.title() + " at the load of all", p99, bound);
    }

    private static Target atMost(String id, String text, Optional<Double> measured, double bound) {
        return new Target(id, text, measured.map(value -> new Spread(value, value, value)), bound, true);
    }
}
