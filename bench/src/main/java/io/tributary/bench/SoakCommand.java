package io.tributary.bench;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.bundle.MeasuredModel;
import io.tributary.bench.kafka.TopicRounds;
import io.tributary.bench.report.Machine;
import io.tributary.bench.report.TextReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "soak",
        description = {
            "Gives one encoder stage many events and watches its memory.",
            "Prints the resident memory of the stage's process after each part, and how much the second half added."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class SoakCommand implements Callable<Integer> {
    private static final int PARTS = 20;

    /** Long enough that a part's embeddings come within the patience of a round. */
    private static final double SECONDS = 10;

    @Option(names = "--model", paramLabel = "NAME", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "text")
    private String model = "text";

    @Option(names = "--events", paramLabel = "N", description = "Default: ${DEFAULT-VALUE}.", defaultValue = "200000")
    private int events = 200_000;

    /** Java takes its whole heap at the start, so that whatever grows afterwards is not the heap's. */
    private static final List<String> WHOLE_HEAP = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");

    @Override
    public Integer call() {
        var catalogue = new Catalogue(Home.folder(), cache().toAbsolutePath());
        System.out.print(TextReport.header("Memory of an encoder stage", Machine.describe()));
        try (Laboratory laboratory = Laboratory.open(catalogue, WHOLE_HEAP)) {
            MeasuredModel measured = catalogue.find(model);
            var subjects = new Subjects(laboratory, measured, SECONDS, 1 << 10, 1 << 10);
            List<Long> resident = new ArrayList<>();
            try (TopicRounds rounds = subjects.stage("soak", "", "exactly-once")) {
                long seen = 0;
                while (seen < events) {
                    seen += rounds.round(events / PARTS).events();
                    long now = rounds.use().residentKib() >> 10;
                    resident.add(now);
                    System.out.printf("%,9d events  %,6d MiB resident%n", seen, now);
                }
            } finally {
                subjects.deleteTopics();
            }
            long half = resident.get(resident.size() / 2 - 1);
            System.out.printf(
                    "the second half added %,d MiB to %,d MiB%n", resident.get(resident.size() - 1) - half, half);
        }
        return 0;
    }

    private static Path cache() {
        return Path.of(System.getProperty("java.io.tmpdir"), "tributary-bench-models");
    }
}
