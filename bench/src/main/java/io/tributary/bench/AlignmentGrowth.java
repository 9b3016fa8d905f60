package io.tributary.bench;

import io.tributary.bench.alignment.AlignmentFigures.Measured;
import io.tributary.bench.alignment.Growth;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What an event costs ours as entities, windows or modalities grow; everything else stays. */
record AlignmentGrowth(Laboratory laboratory, AlignmentPlan plan, Consumer<String> progress) {
    private static final Variant OURS = new Variant(Variant.Engine.OURS, true, false);

    /** Small vectors, so that a million moments, which are all open at once, fit on a disk. */
    private static final int DIMENSION = 64;

    private static final int ENTITIES = 200;

    List<Growth> run() {
        return List.of(
                growth("entities", entities()), growth("windows", windows()), growth("modalities", modalities()));
    }

    private Map<String, Workload> entities() {
        Map<String, Workload> sizes = new LinkedHashMap<>();
        plan.growthEntities()
                .forEach(entities ->
                        sizes.put("%,d".formatted(entities), workload(entities, 3, 1, Duration.ofSeconds(1))));
        return sizes;
    }

    /** With a reading a second, so that a longer window holds more. */
    private Map<String, Workload> windows() {
        Map<String, Workload> sizes = new LinkedHashMap<>();
        for (int seconds : plan.isLong() ? List.of(1, 10, 60, 600) : List.of(1, 10)) {
            sizes.put(seconds + " s", workload(ENTITIES / 2, 3, seconds, Duration.ofSeconds(seconds)));
        }
        return sizes;
    }

    private Map<String, Workload> modalities() {
        Map<String, Workload> sizes = new LinkedHashMap<>();
        for (int modalities : plan.isLong() ? List.of(2, 3, 4, 8) : List.of(2, 4)) {
            sizes.put(Integer.toString(modalities), workload(ENTITIES, modalities, 1, Duration.ofSeconds(1)));
        }
        return sizes;
    }

    private static Workload workload(int entities, int modalities, int readings, Duration window) {
        return Workload.ending(
                System.currentTimeMillis(), entities, modalities, readings, DIMENSION, window, Duration.ofMillis(500));
    }

    private Growth growth(String what, Map<String, Workload> sizes) {
        List<Growth.Point> points = new ArrayList<>();
        sizes.forEach((size, workload) -> {
            progress.accept(what + ": " + size);
            var benchmark = new AlignmentBenchmark(laboratory, plan.ofGrowth(), workload, line -> {});
            Measured measured = benchmark.run(List.of(OURS), false).of(OURS).orElseThrow();
            points.add(new Growth.Point(
                    size,
                    measured.series().eventsPerSecond(),
                    measured.series().cpuNanosPerEvent(),
                    measured.verdict()));
        });
        return new Growth(what, points);
    }
}
