package io.tributary.bench;

import io.tributary.bench.alignment.AlignmentFigures;
import io.tributary.bench.alignment.AlignmentResults;
import io.tributary.bench.alignment.Growth;
import io.tributary.bench.alignment.Instances;
import io.tributary.bench.alignment.Restores;
import io.tributary.bench.alignment.Target;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Variant.Engine;
import io.tributary.bench.alignment.Variant.Store;
import io.tributary.bench.alignment.Workload;
import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.report.AlignmentJson;
import io.tributary.bench.report.AlignmentText;
import io.tributary.bench.report.Machine;
import io.tributary.bench.report.RestoreText;
import io.tributary.bench.report.ScalingText;
import io.tributary.bench.report.TextReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "alignment",
        description = {
            "Measures fusion beside joins and windows of Kafka Streams and beside Flink, on the same embeddings.",
            "Everything runs on this machine, each contestant in a process of its own, and every decision is checked;"
                    + " docs/performance.md has the method."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class AlignmentCommand implements Callable<Integer> {
    private static final String GROWTH = "growth";
    private static final String RESTORE = "restore";
    private static final String INSTANCES = "instances";
    private static final String NAMES = "ours, outer-join, cogroup, flink, growth, restore, instances";
    private static final int MODALITIES = 3;
    private static final int DIMENSION = 384;

    @Option(names = "--quick", description = "Few and short rounds, exactly-once on RocksDB: a few minutes.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Only these of " + NAMES + "; default: all that are built.")
    private List<String> only = List.of();

    @Option(
            names = "--entities",
            paramLabel = "N",
            description = "Observed in every window of the comparison; default: 1000, with --quick 500.")
    private @Nullable Integer entities;

    @Option(
            names = "--load",
            paramLabel = "N",
            description = "Events a second while latency is measured; default: half of what the slowest can do.")
    private @Nullable Double load;

    @Option(
            names = "--steady",
            paramLabel = "SECONDS",
            description = "How long that load lasts, of which the last third counts; default: 45, with --quick 36.")
    private @Nullable Double steady;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "Only with state in rocksdb or in memory; default: both, with --quick rocksdb.")
    private @Nullable Store store;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every round and ratio there as well.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        requireKnown();
        AlignmentPlan plan = plan();
        Map<String, String> machine = Machine.describe();
        System.out.print(TextReport.header("Fusion beside Kafka Streams and Flink", machine));
        Workload workload = Workload.ending(
                System.currentTimeMillis(),
                entities == null ? plan.entities() : entities,
                MODALITIES,
                1,
                DIMENSION,
                Duration.ofSeconds(1),
                Duration.ofMillis(500));
        Path cache = Path.of(System.getProperty("java.io.tmpdir"), "tributary-bench-models");
        AlignmentResults results;
        try (Laboratory laboratory = Laboratory.open(new Catalogue(Home.folder(), cache))) {
            results = measure(laboratory, plan, workload);
        }
        List<Target> targets = Target.of(results);
        System.out.print(AlignmentText.targets(targets));
        if (json != null) {
            AlignmentJson.write(json, machine, results, targets);
        }
        return 0;
    }

    private AlignmentPlan plan() {
        AlignmentPlan plan = quick ? AlignmentPlan.quick() : AlignmentPlan.full();
        if (store != null) {
            plan = plan.withStore(store);
        }
        if (load != null) {
            plan = plan.withLoad(positive("--load", load, "events a second"));
        }
        if (steady != null) {
            plan = plan.withSteady(positive("--steady", steady, "seconds"));
        }
        return plan;
    }

    private static double positive(String option, double value, String what) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(option + " is " + value + ", expected " + what + ", more than 0");
        }
        return value;
    }

    /** Prints each part as soon as it is there. */
    private AlignmentResults measure(Laboratory laboratory, AlignmentPlan plan, Workload workload) {
        var progress = new Progress();
        List<Engine> engines =
                Arrays.stream(Engine.values()).filter(this::isWanted).toList();
        AlignmentFigures figures = new AlignmentFigures(workload.describe(), Map.of());
        if (!engines.isEmpty()) {
            figures = new AlignmentBenchmark(laboratory, plan, workload, progress)
                    .run(Variant.of(engines, plan.everyGuarantee(), plan.stores()), true);
            System.out.print(AlignmentText.figures(figures));
            System.out.print(AlignmentText.commits(figures));
        }
        Optional<Instances> instances = Optional.empty();
        if (isWanted(INSTANCES)) {
            instances = Optional.of(new AlignmentInstances(laboratory, plan, workload, progress).run());
            instances.ifPresent(measured -> System.out.print(ScalingText.instances(measured)));
        }
        Optional<Restores> restores = Optional.empty();
        if (isWanted(RESTORE)) {
            restores = Optional.of(new AlignmentRestore(laboratory, plan, progress).run());
            restores.ifPresent(measured -> System.out.print(RestoreText.restores(measured)));
        }
        List<Growth> growths = new ArrayList<>();
        if (isWanted(GROWTH)) {
            growths.addAll(new AlignmentGrowth(laboratory, plan, progress).run());
            growths.forEach(growth -> System.out.print(ScalingText.growth(growth)));
        }
        return new AlignmentResults(figures, growths, restores, instances);
    }

    private boolean isWanted(String part) {
        return only.isEmpty() || only.contains(part);
    }

    private boolean isWanted(Engine engine) {
        return only.isEmpty() ? engine != Engine.FLINK || FlinkProgram.isBuilt() : only.contains(engine.key());
    }

    private void requireKnown() {
        List<String> known = List.of(NAMES.split(", ", -1));
        for (String name : only) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("--only names '" + name + "', expected some of " + NAMES);
            }
        }
    }
}
