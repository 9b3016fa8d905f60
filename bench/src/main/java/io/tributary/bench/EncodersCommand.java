package io.tributary.bench;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.bundle.MeasuredModel;
import io.tributary.bench.measure.Figures;
import io.tributary.bench.measure.Goal;
import io.tributary.bench.report.JsonReport;
import io.tributary.bench.report.Machine;
import io.tributary.bench.report.TextReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "encoders",
        description = {
            "Measures the encoders beside ONNX Runtime alone and beside Kafka Streams with one prediction a record.",
            "Everything runs on this machine, each contestant in a process of its own; docs/performance.md has the method."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class EncodersCommand implements Callable<Integer> {
    private static final List<String> QUICK = List.of("minilm-float32", "image-photo", "identity");

    @Option(names = "--quick", description = "A few models, few and short rounds: about three minutes.")
    private boolean quick;

    @Option(names = "--only", split = ",", paramLabel = "NAME", description = "Only these models; default: all.")
    private List<String> only = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes every round and ratio there as well.")
    private @Nullable Path json;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Keeps generated models there; default: the system's temporary folder.")
    private Path cache = Path.of(System.getProperty("java.io.tmpdir"), "tributary-bench-models");

    @Override
    public Integer call() throws IOException {
        var catalogue = new Catalogue(Home.folder(), cache.toAbsolutePath());
        List<String> names = names(catalogue);
        catalogue.requireKnown(names);
        Map<String, String> machine = Machine.describe();
        System.out.print(TextReport.header("Encoders beside ONNX Runtime alone and beside the obvious way", machine));
        var progress = new Progress();
        List<Figures> figures = new ArrayList<>();
        List<Goal> goals = new ArrayList<>();
        try (Laboratory laboratory = Laboratory.open(catalogue)) {
            for (String name : names) {
                MeasuredModel model = catalogue.find(name);
                Figures measured = new ModelBenchmark(laboratory, plan(model), model, progress).run();
                System.out.print(TextReport.model(measured));
                figures.add(measured);
                goals.addAll(Goal.of(measured));
            }
        }
        System.out.print(TextReport.goals(goals));
        if (json != null) {
            JsonReport.write(json, machine, figures, goals);
        }
        return 0;
    }

    private Plan plan(MeasuredModel model) {
        return quick ? Plan.quick() : Plan.full(model.role(), model.bundle().kind());
    }

    private List<String> names(Catalogue catalogue) {
        if (!only.isEmpty()) {
            return only;
        }
        return quick ? QUICK : catalogue.names();
    }
}
