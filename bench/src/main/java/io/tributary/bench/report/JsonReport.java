package io.tributary.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.bench.measure.Figures;
import io.tributary.bench.measure.Goal;
import io.tributary.bench.measure.Line;
import io.tributary.bench.measure.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report for programs: every round, so that whoever doubts a median can make another. */
public final class JsonReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonReport() {}

    public static void write(Path file, Map<String, String> machine, List<Figures> figures, List<Goal> goals)
            throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.set("machine", JSON.valueToTree(machine));
        ArrayNode models = root.putArray("models");
        figures.forEach(each -> models.add(model(each)));
        ArrayNode promised = root.putArray("goals");
        goals.forEach(goal -> promised.add(goal(goal)));
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    }

    private static ObjectNode model(Figures figures) {
        ObjectNode node = JSON.createObjectNode()
                .put("model", figures.model())
                .put("inputs", figures.inputs())
                .put("raw_cheapest", figures.rawSetting())
                .put("raw_fastest", figures.rawFastest());
        node.putObject("cpu_ms_an_event")
                .put("model", figures.costs().model() / 1e6)
                .put("prepare", figures.costs().prepare() / 1e6)
                .put("copy", figures.costs().copy() / 1e6)
                .put("avro", figures.costs().avro() / 1e6)
                .put("ceiling", figures.costs().ceiling());
        ObjectNode lines = node.putObject("lines");
        for (Line line : Line.values()) {
            figures.series(line).ifPresent(series -> lines.set(key(line), line(figures, line, series)));
        }
        return node;
    }

    private static ObjectNode line(Figures figures, Line line, Series series) {
        ObjectNode node = JSON.createObjectNode()
                .put("events_per_second", series.eventsPerSecond().median())
                .put("cpu_seconds_per_1000", series.cpuNanosPerEvent().median() / 1e6)
                .put("peak_kib", figures.peakKib().getOrDefault(line, 0L));
        figures.cpuRatio(line, Line.RAW).ifPresent(spread -> node.set("to_raw_cpu", FigureJson.spread(spread)));
        figures.wallRatioToRaw(line).ifPresent(spread -> node.set("to_raw_wall", FigureJson.spread(spread)));
        figures.cpuRatio(line, Line.OBVIOUS).ifPresent(spread -> node.set("to_obvious_cpu", FigureJson.spread(spread)));
        figures.wallRatio(line, Line.OBVIOUS)
                .ifPresent(spread -> node.set("to_obvious_wall", FigureJson.spread(spread)));
        var latency = figures.latencies().get(line);
        if (latency != null) {
            FigureJson.putLatency(node, latency);
        }
        FigureJson.putRounds(node, series);
        return node;
    }

    private static ObjectNode goal(Goal goal) {
        ObjectNode node = JSON.createObjectNode()
                .put("goal", goal.id())
                .put("text", goal.text())
                .put("expected_at_least", goal.target())
                .put("met", goal.isMet());
        goal.measured().ifPresent(spread -> node.set("measured", FigureJson.spread(spread)));
        return node;
    }

    private static String key(Line line) {
        return line.name().toLowerCase(Locale.ROOT);
    }
}
