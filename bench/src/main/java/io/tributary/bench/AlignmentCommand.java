package io.tributary.bench;

import io.tributary.bench.alignment.AlignmentFigures;
import io.tributary.bench.alignment.Growth;
import io.tributary.bench.alignment.Target;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Variant.Engine;
import io.tributary.bench.alignment.Workload;
import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.report.AlignmentJson;
import io.tributary.bench.report.AlignmentText;
import io.tributary.bench.report.Machine;
import io.tributary.bench.report.TextReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
    private static final int MODALITIES = 3;
    private static final int DIMENSION = 384;

    @Option(names = "--quick", description = "Few and short rounds, exactly-once on RocksDB: a few minutes.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Only these of ours, outer-join, cogroup, flink, growth; default: all that are built.")
    private List<String> only = List.of();

    @Option(
            names = "--entities",
            paramLabel = "N",
            description = "Observed in every window of the comparison; default: 1000, with --quick 500.")
    private @Nullable Integer entities;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every round and ratio there as well.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        requireKnown();
        AlignmentPlan plan = quick ? AlignmentPlan.quick() : AlignmentPlan.full();
        List<Engine> engines =
                Arrays.stream(Engine.values()).filter(this::isWanted).toList();
        Map<String, String> machine = Machine.describe();
        System.out.print(TextReport.header("Fusion beside Kafka Streams and Flink", machine));
        var progress = new Progress();
        Workload workload = Workload.ending(
                System.currentTimeMillis(),
                entities == null ? plan.entities() : entities,
                MODALITIES,
                1,
                DIMENSION,
                Duration.ofSeconds(1),
                Duration.ofMillis(500));
        AlignmentFigures figures = new AlignmentFigures(workload.describe(), Map.of());
        List<Growth> growths = new ArrayList<>();
        Path cache = Path.of(System.getProperty("java.io.tmpdir"), "tributary-bench-models");
        try (Laboratory laboratory = Laboratory.open(new Catalogue(Home.folder(), cache))) {
            if (!engines.isEmpty()) {
                figures = new AlignmentBenchmark(laboratory, plan, workload, progress)
                        .run(Variant.of(engines, plan.everyVariant()), true);
                System.out.print(AlignmentText.figures(figures));
            }
            if (only.isEmpty() || only.contains(GROWTH)) {
                growths.addAll(new AlignmentGrowth(laboratory, plan, progress).run());
                growths.forEach(growth -> System.out.print(AlignmentText.growth(growth)));
            }
        }
        List<Target> targets = Target.of(figures, growths);
        System.out.print(AlignmentText.targets(targets));
        if (json != null) {
            AlignmentJson.write(json, machine, figures, growths, targets);
        }
        return 0;
    }

    private boolean isWanted(Engine engine) {
        return only.isEmpty() ? engine != Engine.FLINK || FlinkProgram.isBuilt() : only.contains(engine.key());
    }

    private void requireKnown() {
        for (String name : only) {
            if (!name.equals(GROWTH)
                    && Arrays.stream(Engine.values())
                            .noneMatch(engine -> engine.key().equals(name))) {
                throw new IllegalArgumentException(
                        "--only names '" + name + "', expected some of ours, outer-join, cogroup, flink, growth");
            }
        }
    }
}
