package io.tributary.bench.report;

import static io.tributary.bench.report.TextReport.number;
import static io.tributary.bench.report.TextReport.ratio;

import io.tributary.bench.alignment.AlignmentFigures;
import io.tributary.bench.alignment.AlignmentFigures.Measured;
import io.tributary.bench.alignment.Target;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Verdict;
import java.util.List;
import java.util.Locale;

/** Alignment's report for people. */
public final class AlignmentText {
    /** Where nothing was measured. */
    static final String NONE = "–";

    private AlignmentText() {}

    public static String figures(AlignmentFigures figures) {
        var table = new TextTable()
                .row(
                        "",
                        "events/s",
                        "CPU s/1000",
                        "ours ÷ it, CPU",
                        "ours ÷ it, wall",
                        "p50 ms",
                        "p99 ms",
                        "state ÷ vectors",
                        "peak MiB",
                        "output");
        figures.measured().forEach((variant, measured) -> row(table, figures, variant, measured));
        return "%n%s%n%s".formatted(figures.workload(), table);
    }

    private static void row(TextTable table, AlignmentFigures figures, Variant variant, Measured measured) {
        table.row(
                variant.title(),
                number(measured.series().eventsPerSecond().median()),
                number(measured.series().cpuNanosPerEvent().median() / 1e6),
                ratio(figures.oursTo(variant)),
                ratio(figures.oursToByWall(variant)),
                finite(measured.latency().p50Millis()),
                finite(measured.latency().p99Millis()),
                finite(measured.stateRatio()),
                number(measured.peakKib() / 1024.0),
                verdict(measured.verdict()));
    }

    private static String finite(double value) {
        return Double.isFinite(value) ? number(value) : NONE;
    }

    static String verdict(Verdict verdict) {
        return verdict.isRight()
                ? "%,d right".formatted(verdict.expected())
                : "of %,d: %d missing, %d wrong, %d doubled, %d unexpected"
                        .formatted(
                                verdict.expected(),
                                verdict.missing(),
                                verdict.wrong(),
                                verdict.doubled(),
                                verdict.unexpected());
    }

    /** What committing costs those who tell. */
    public static String commits(AlignmentFigures figures) {
        var table = new TextTable().row("commits", "a second", "ms each", "% of the thread's time");
        figures.measured().forEach((variant, measured) -> measured.commits()
                .ifPresent(cost -> table.row(
                        variant.title(), number(cost.perSecond()), number(cost.each()), number(100 * cost.share()))));
        return "%n%s".formatted(table);
    }

    public static String targets(List<Target> targets) {
        var table = new TextTable().row("goal", "", "measured", "expected", "");
        for (Target target : targets) {
            table.row(
                    target.id(),
                    target.text(),
                    ratio(target.measured()),
                    String.format(Locale.ROOT, "%s %.2f", target.isMost() ? "≤" : "≥", target.bound()),
                    target.measured().isEmpty() ? "not measured" : target.isMet() ? "met" : "NOT MET");
        }
        return "\n" + table;
    }
}
