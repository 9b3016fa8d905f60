package io.tributary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.bundle.Catalogue;
import io.tributary.bench.measure.Figures;
import io.tributary.bench.measure.Line;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, children and broker included, too short for its figures to mean anything. */
final class ModelBenchmarkIT {
    private static final Plan SHORTEST = new Plan(2, 0.05, 0.05, 0.2, false);

    @TempDir
    Path cache;

    @Test
    void everyContestantRunsBesideTheOthers() {
        var catalogue = new Catalogue(Path.of(System.getProperty("tributary.root", "..")), cache);
        List<String> progress = new ArrayList<>();
        try (Laboratory laboratory = Laboratory.open(catalogue)) {
            Figures figures = new ModelBenchmark(laboratory, SHORTEST, catalogue.find("identity"), progress::add).run();

            assertThat(figures.series()).containsOnlyKeys(seriesExpected(figures));
            assertThat(figures.series().values())
                    .allSatisfy(series -> assertThat(series.rounds()).hasSize(2));
            assertThat(figures.latencies()).containsOnlyKeys(Line.OURS, Line.OBVIOUS);
            assertThat(figures.costs().ceiling()).isBetween(0.0, 1.0);
        }
        assertThat(progress).contains("identity: round 2 of 2");
    }

    /** Whether the cheapest way was also the fastest is the machine's to say. */
    private static Line[] seriesExpected(Figures figures) {
        return figures.series(Line.RAW_FASTEST).isPresent()
                ? new Line[] {Line.RAW, Line.RAW_FASTEST, Line.OURS, Line.OBVIOUS, Line.COPY}
                : new Line[] {Line.RAW, Line.OURS, Line.OBVIOUS, Line.COPY};
    }
}
