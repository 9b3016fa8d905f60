package io.tributary.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.bundle.MeasuredModel.Role;
import io.tributary.bench.report.TextReport;
import io.tributary.schemas.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GoalTest {
    private static final long MILLI = 1_000_000;

    @Test
    void aTextModelIsComparedWithRawWithItselfAndWithTheObviousWay() {
        Figures figures = figures("minilm-float32", Kind.TEXT, Role.PUBLISHED_SHAPE);

        List<Goal> goals = Goal.of(figures);

        assertThat(goals).extracting(Goal::id).containsExactly("G1", "G3", "G4", "G5", "G5");
        assertThat(goals).extracting(Goal::isMet).containsExactly(true, true, true, false, false);
        assertThat(goals.get(4).measured()).as("not measured").isEmpty();
    }

    @Test
    void aBundledModelIsHeldToItsCeiling() {
        Figures figures = figures("image-photo", Kind.IMAGE, Role.BUNDLED);

        Goal ceiling = Goal.of(figures).get(0);

        // The model takes 9 ms, preparation, copy and Avro 1 ms, and ours 10 ms in all: exactly the ceiling.
        assertThat(figures.costs().ceiling()).isEqualTo(0.9);
        assertThat(ceiling.id()).isEqualTo("G2");
        assertThat(ceiling.measured()).hasValue(new Spread(1, 1, 1));
        assertThat(ceiling.isMet()).isTrue();
    }

    @Test
    void theIdentityIsOnlyComparedWithTheCopyLoop() {
        Goal tax = Goal.of(figures("identity", Kind.SENSOR, Role.IDENTITY)).get(0);

        assertThat(tax.id()).isEqualTo("G6");
        assertThat(tax.measured()).isEqualTo(Optional.of(new Spread(0.05, 0.05, 0.05)));
        assertThat(tax.isMet()).isFalse();
    }

    @Test
    void theReportSaysWhatWasMetAndWhatWasNotMeasured() {
        Figures figures = figures("minilm-float32", Kind.TEXT, Role.PUBLISHED_SHAPE);

        assertThat(TextReport.model(figures))
                .contains("ours, exactly-once", "0.90 [0.90–0.90]", "ceiling 0.900 of raw");
        assertThat(TextReport.goals(Goal.of(figures)))
                .containsPattern("G1 .*0\\.90 \\[0\\.90–0\\.90].* met")
                .containsPattern("G5 .*NOT MET")
                .containsPattern("tuned sessions .* not measured");
    }

    private static Figures figures(String model, Kind kind, Role role) {
        return new Figures(
                model,
                kind,
                role,
                "inputs",
                "cheapest",
                "fastest",
                Map.of(
                        Line.RAW, series(9 * MILLI),
                        Line.OURS, series(10 * MILLI),
                        Line.AT_LEAST_ONCE, series(10 * MILLI),
                        Line.ARRIVAL, series(30 * MILLI),
                        Line.OBVIOUS, series(15 * MILLI),
                        Line.COPY, series(MILLI / 2)),
                Map.of(Line.OURS, new Latency(50, 10, 20)),
                Map.of(Line.OURS, 2048L),
                new Costs(9 * MILLI, MILLI / 4.0, MILLI / 2.0, MILLI / 4.0));
    }

    private static Series series(long cpuNanosPerEvent) {
        var round = new Round(100, 1_000 * MILLI, 100 * cpuNanosPerEvent);
        return new Series(List.of(round, round, round));
    }
}
