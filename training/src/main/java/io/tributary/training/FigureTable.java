package io.tributary.training;

import io.tributary.training.evaluation.TaskFigures;
import java.util.Locale;
import java.util.Map;

/** Figures for people: in per cent, one a line or one a column. */
final class FigureTable {
    private FigureTable() {}

    static String lines(TaskFigures figures) {
        var text = new StringBuilder();
        figures.byName()
                .forEach(
                        (name, value) -> text.append("  %-20s %s%n".formatted(name.replace('_', ' '), percent(value))));
        return text.append(
                        "  %-20s %d%n".formatted("moments", figures.confusion().total()))
                .toString();
    }

    /** A Markdown table, a row for each entry. */
    static String markdown(String first, Map<String, TaskFigures> rows) {
        var header = new StringBuilder("| ").append(first).append(" | moments |");
        var rule = new StringBuilder("| --- | --- |");
        var body = new StringBuilder();
        rows.values().stream()
                .findFirst()
                .ifPresent(figures -> figures.byName().keySet().forEach(name -> {
                    header.append(' ').append(name.replace('_', ' ')).append(" |");
                    rule.append(" --- |");
                }));
        rows.forEach((name, figures) -> {
            body.append("| ")
                    .append(name)
                    .append(" | ")
                    .append(figures.confusion().total());
            figures.byName().values().forEach(value -> body.append(" | ").append(percent(value)));
            body.append(" |\n");
        });
        return header + "\n" + rule + "\n" + body;
    }

    private static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }
}
