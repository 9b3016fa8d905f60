package io.tributary.bench.report;

import io.tributary.bench.measure.Costs;
import io.tributary.bench.measure.Figures;
import io.tributary.bench.measure.Goal;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Line;
import io.tributary.bench.measure.Series;
import io.tributary.bench.measure.Spread;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The report for people. Ratios are medians of pairs with the smallest and the largest; all others are medians. */
public final class TextReport {
    private static final String NONE = "–";

    private TextReport() {}

    /** @param title the first line */
    public static String header(String title, Map<String, String> machine) {
        var text = new StringBuilder(title).append('\n');
        machine.forEach((name, value) -> text.append("  %-15s %s%n".formatted(name, value)));
        return text.toString();
    }

    public static String model(Figures figures) {
        var table = new TextTable()
                .row(
                        "",
                        "events/s",
                        "CPU s/1000",
                        "÷ raw, CPU",
                        "÷ raw, wall",
                        "÷ obvious, CPU",
                        "÷ obvious, wall",
                        "p50 ms",
                        "p99 ms",
                        "peak MiB");
        for (Line line : Line.values()) {
            figures.series(line).ifPresent(series -> row(table, figures, line, series));
        }
        return "%n%s (%s)%n  raw: %s%n%s%s"
                .formatted(figures.model(), figures.inputs(), figures.rawSetting(), table, costs(figures.costs()));
    }

    private static void row(TextTable table, Figures figures, Line line, Series series) {
        Latency latency = figures.latencies().get(line);
        table.row(
                line.title(),
                number(series.eventsPerSecond().median()),
                number(series.cpuNanosPerEvent().median() / 1e6),
                ratio(figures.cpuRatio(line, Line.RAW)),
                ratio(figures.wallRatioToRaw(line)),
                ratio(figures.cpuRatio(line, Line.OBVIOUS)),
                ratio(figures.wallRatio(line, Line.OBVIOUS)),
                latency == null ? NONE : number(latency.p50Millis()),
                latency == null ? NONE : number(latency.p99Millis()),
                number(figures.peakKib().getOrDefault(line, 0L) / 1024.0));
    }

    private static String costs(Costs costs) {
        return String.format(
                Locale.ROOT,
                "  an event costs, CPU ms: model %.4f, prepare %.4f, copy %.4f, Avro %.4f; ceiling %.3f of raw%n",
                costs.model() / 1e6,
                costs.prepare() / 1e6,
                costs.copy() / 1e6,
                costs.avro() / 1e6,
                costs.ceiling());
    }

    public static String goals(List<Goal> goals) {
        var table = new TextTable().row("goal", "of CPU-seconds", "measured", "expected", "");
        for (Goal goal : goals) {
            table.row(
                    goal.id(),
                    goal.text(),
                    ratio(goal.measured()),
                    String.format(Locale.ROOT, "≥ %.2f", goal.target()),
                    goal.measured().isEmpty() ? "not measured" : goal.isMet() ? "met" : "NOT MET");
        }
        return "\n" + table;
    }

    public static String ratio(Optional<Spread> ratio) {
        return ratio.map(spread ->
                        String.format(Locale.ROOT, "%.2f [%.2f–%.2f]", spread.median(), spread.min(), spread.max()))
                .orElse(NONE);
    }

    /** Three digits that mean something, no more behind the point than two where they are many. */
    public static String number(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.2g";
        return String.format(Locale.ROOT, format, value);
    }
}
