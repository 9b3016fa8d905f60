package io.tributary.bench;

import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.measure.Round;
import io.tributary.bench.raw.Grouping;
import io.tributary.bench.raw.RawSetting;
import io.tributary.schemas.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Finds ONNX Runtime's best settings for a model: every grouping with one caller a processor, then other threads with the
 * best of them.
 *
 * @param child a raw subject
 * @param seconds of one trial
 */
record RawSweep(ChildJvm child, Kind kind, double seconds) {
    /** Share of the fastest's throughput that is nearly the fastest. */
    private static final double NEARLY = 0.9;

    /**
     * What ONNX Runtime does best.
     *
     * @param cheapest least CPU an event of those that are nearly the fastest, which ratios in CPU-seconds compare with: one
     *     caller alone is cheaper still where two processors share a core, but leaves one of them idle
     * @param fastest most events a second, which ratios in wall time compare with
     */
    record Best(RawSetting cheapest, RawSetting fastest) {}

    Best run() {
        int processors = Runtime.getRuntime().availableProcessors();
        List<Trial> trials = new ArrayList<>();
        for (Grouping grouping : groupings()) {
            trials.add(tried(new RawSetting(processors, 1, false, grouping)));
        }
        Grouping grouping = best(trials, Round::eventsPerSecond).grouping();
        trials.add(tried(new RawSetting(1, 1, false, grouping)));
        if (processors > 1) {
            trials.add(tried(new RawSetting(1, processors, false, grouping)));
            trials.add(tried(new RawSetting(1, processors, true, grouping)));
        }
        return chosen(trials);
    }

    private List<Grouping> groupings() {
        if (kind == Kind.TEXT) {
            return List.of(
                    Grouping.arrival(1),
                    Grouping.byLength(8, 0),
                    Grouping.byLength(32, 0),
                    Grouping.byLength(128, 256),
                    Grouping.byLength(128, 512),
                    Grouping.byLength(128, 1024));
        }
        return List.of(Grouping.arrival(1), Grouping.arrival(4), Grouping.arrival(8), Grouping.arrival(32));
    }

    private Trial tried(RawSetting setting) {
        // The first call of a session and of a shape is slow.
        child.ask("warm " + setting.toLine() + " " + seconds);
        return new Trial(setting, Round.parse(child.ask("round " + setting.toLine() + " " + seconds)));
    }

    private static Best chosen(List<Trial> trials) {
        RawSetting fastest = best(trials, Round::eventsPerSecond);
        double least = NEARLY
                * trials.stream()
                        .mapToDouble(trial -> trial.round().eventsPerSecond())
                        .max()
                        .orElseThrow();
        List<Trial> fast = trials.stream()
                .filter(trial -> trial.round().eventsPerSecond() >= least)
                .toList();
        return new Best(best(fast, round -> -round.cpuNanosPerEvent()), fastest);
    }

    private static RawSetting best(List<Trial> trials, ToDoubleFunction<Round> merit) {
        return trials.stream()
                .max(Comparator.comparingDouble(trial -> merit.applyAsDouble(trial.round())))
                .orElseThrow()
                .setting();
    }

    private record Trial(RawSetting setting, Round round) {}
}
