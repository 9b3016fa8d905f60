package io.tributary.training.evaluation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * How good the decisions of one task are.
 *
 * <p>Figures are over the labels that found a decision; {@code undecided} says how many found none, because no
 * observation of their moment arrived or was readable, a required modality was missing, or the head abstained.
 *
 * @param confusion labels against decisions
 * @param undecided labels without a decision
 * @param without by modality: accuracy when that modality is taken out of every moment; labels that lose their decision
 *     by it count as wrong
 */
public record TaskFigures(Confusion confusion, long undecided, Map<String, Double> without) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public TaskFigures {
        without = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(without));
    }

    /**
     * The figures by name, each in [0, 1]: {@code accuracy, macro_f1, weighted_f1, macro_recall}, and where there are two
     * classes, of the second, {@code precision, recall, f1, false_alarm_rate, missed_rate}.
     */
    public Map<String, Double> byName() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("accuracy", confusion.accuracy());
        figures.put("macro_f1", confusion.macroF1());
        figures.put("weighted_f1", confusion.weightedF1());
        figures.put("macro_recall", confusion.macroRecall());
        if (confusion.classes().size() == 2) {
            figures.put("precision", confusion.precision(1));
            figures.put("recall", confusion.recall(1));
            figures.put("f1", confusion.f1(1));
            figures.put("false_alarm_rate", confusion.falseAlarmRate(1));
            figures.put("missed_rate", confusion.missedRate(1));
        }
        return figures;
    }

    /** A figure of {@link #byName()}; empty where there is none of that name. */
    public OptionalDouble figure(String name) {
        Double value = byName().get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The figures, {@code labels}, {@code undecided} and {@code without} as one JSON object. */
    public ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode();
        byName().forEach(json::put);
        json.put("labels", confusion.total() + undecided);
        json.put("undecided", undecided);
        ObjectNode removed = json.putObject("without");
        without.forEach(removed::put);
        return json;
    }

    /** Figures in per cent, then the confusion matrix. */
    public String toText() {
        var text = new StringBuilder();
        byName().forEach((name, value) -> text.append(line(name, value)));
        without.forEach((modality, accuracy) -> text.append(line("accuracy without " + modality, accuracy)));
        text.append("  %-32s %6d%n".formatted("labels decided", confusion.total()));
        text.append("  %-32s %6d%n".formatted("labels without a decision", undecided));
        return text.append(confusion.toText().indent(2)).toString();
    }

    private static String line(String name, double value) {
        return String.format(Locale.ROOT, "  %-32s %6.1f %%%n", name.replace('_', ' '), 100 * value);
    }
}
