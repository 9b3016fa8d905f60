package io.tributary.bench.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.alignment.AlignmentFigures.Measured;
import io.tributary.bench.alignment.Variant.Engine;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Series;
import io.tributary.bench.measure.Spread;
import io.tributary.bench.report.AlignmentText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TargetTest {
    private static final Variant OURS = new Variant(Engine.OURS, true, false);
    private static final Variant JOIN = new Variant(Engine.OUTER_JOIN, true, false);

    private final AlignmentFigures figures = new AlignmentFigures(
            "a workload",
            Map.of(
                    OURS, measured(10, 40, 1.2, new Verdict(100, 0, 0, 0, 0)),
                    JOIN, measured(35, 90, 3.0, new Verdict(100, 0, 2, 1, 0))));

    @Test
    void whatWasMeasuredIsHeldToItsBoundAndTheRestIsNotMet() {
        var growth = new Growth("entities", List.of(point("10", 100), point("100", 130)));

        List<Target> targets = Target.of(new AlignmentResults(
                figures, List.of(growth), Optional.of(restoredInTwiceTheTime()), Optional.empty()));

        assertThat(targets)
                .extracting(Target::id)
                .containsExactly("F1", "F2", "F3", "F4", "F4", "F5", "F6", "F7", "R1");
        assertThat(targets)
                .extracting(Target::isMet)
                .containsExactly(true, false, false, true, false, false, true, true, true);
        assertThat(targets.get(0).measured()).hasValue(new Spread(3.5, 3.5, 3.5));
        assertThat(targets.get(1).measured()).as("left out").isEmpty();
    }

    @Test
    void theReportSaysWhatAContestantGotWrong() {
        assertThat(AlignmentText.figures(figures))
                .contains("100 right", "of 100: 0 missing, 2 wrong, 1 doubled, 0 unexpected");
    }

    private static Measured measured(long cpu, double p99, double state, Verdict verdict) {
        var round = new Round(1000, 1_000_000_000L, cpu * 1_000_000);
        return new Measured(
                new Series(List.of(round, round)),
                new Latency(500, p99 / 2, p99),
                state,
                100_000,
                Optional.empty(),
                verdict);
    }

    private static Restores restoredInTwiceTheTime() {
        var read = new ChangelogRead(100, 10_000, 1_000_000);
        var restore = new Restore(100, 2_000_000, 3_000_000, 4_000_000, read, read, read);
        return new Restores("a workload", Map.of(Restores.Disk.EMPTY, List.of(restore)), Verdict.NONE);
    }

    private static Growth.Point point(String size, double cpu) {
        return new Growth.Point(size, new Spread(1, 1, 1), new Spread(cpu, cpu, cpu), Verdict.NONE);
    }
}
