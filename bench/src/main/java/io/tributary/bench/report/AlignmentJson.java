package io.tributary.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.bench.alignment.AlignmentFigures;
import io.tributary.bench.alignment.AlignmentFigures.Measured;
import io.tributary.bench.alignment.AlignmentResults;
import io.tributary.bench.alignment.Growth;
import io.tributary.bench.alignment.Instances;
import io.tributary.bench.alignment.Restore;
import io.tributary.bench.alignment.Restores;
import io.tributary.bench.alignment.Target;
import io.tributary.bench.alignment.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Alignment's report for programs, with every round. */
public final class AlignmentJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AlignmentJson() {}

    public static void write(Path file, Map<String, String> machine, AlignmentResults results, List<Target> targets)
            throws IOException {
        AlignmentFigures figures = results.figures();
        ObjectNode root = JSON.createObjectNode();
        root.set("machine", JSON.valueToTree(machine));
        root.put("workload", figures.workload());
        ArrayNode contestants = root.putArray("contestants");
        figures.measured().forEach((variant, measured) -> contestants.add(contestant(figures, variant, measured)));
        ArrayNode grown = root.putArray("growth");
        results.growths().forEach(growth -> grown.add(growth(growth)));
        results.restores().ifPresent(restores -> root.set("restore", restores(restores)));
        results.instances().ifPresent(instances -> root.set("instances", instances(instances)));
        ArrayNode goals = root.putArray("goals");
        targets.forEach(target -> goals.add(goal(target)));
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), root);
    }

    private static ObjectNode contestant(AlignmentFigures figures, Variant variant, Measured measured) {
        ObjectNode node = JSON.createObjectNode()
                .put("engine", variant.engine().key())
                .put("guarantee", variant.guarantee())
                .put("store", variant.store())
                .put("events_per_second", measured.series().eventsPerSecond().median())
                .put(
                        "cpu_seconds_per_1000",
                        measured.series().cpuNanosPerEvent().median() / 1e6)
                .put("peak_kib", measured.peakKib());
        // JSON has no numbers that are none.
        if (Double.isFinite(measured.stateRatio())) {
            node.put("state_to_vectors", measured.stateRatio());
        }
        if (Double.isFinite(measured.latency().p99Millis())) {
            FigureJson.putLatency(node, measured.latency());
        }
        figures.oursTo(variant).ifPresent(spread -> node.set("ours_to_it_cpu", FigureJson.spread(spread)));
        figures.oursToByWall(variant).ifPresent(spread -> node.set("ours_to_it_wall", FigureJson.spread(spread)));
        measured.commits().ifPresent(cost -> node.putObject("commits")
                .put("count", cost.commits().count())
                .put("a_second", cost.perSecond())
                .put("ms_each", cost.each())
                .put("share_of_the_thread", cost.share()));
        node.set("output", JSON.valueToTree(measured.verdict()));
        FigureJson.putRounds(node, measured.series());
        return node;
    }

    private static ObjectNode restores(Restores restores) {
        ObjectNode node = JSON.createObjectNode().put("workload", restores.workload());
        restores.restores().forEach((disk, each) -> {
            ArrayNode rounds = node.putArray(disk.name().toLowerCase(Locale.ROOT) + "_disk");
            for (Restore restore : each) {
                ObjectNode round = rounds.addObject()
                        .put("records", restore.records())
                        .put("bytes", (long) restore.bytes())
                        .put("restore_s", restore.readingNanos() / 1e9)
                        .put("until_working_s", restore.untilRunningNanos() / 1e9)
                        .put("from_process_start_s", restore.untilReadyNanos() / 1e9)
                        .put("broker_bytes_per_second_before", restore.before().bytesPerSecond())
                        .put("broker_bytes_per_second_after", restore.after().bytesPerSecond())
                        .put("new_reader_bytes_per_second", restore.fresh().bytesPerSecond());
                if (Double.isFinite(restore.share())) {
                    round.put("restore_to_broker", restore.share());
                    round.put("restore_to_new_reader", restore.shareOfFresh());
                }
            }
        });
        node.set("output", JSON.valueToTree(restores.verdict()));
        return node;
    }

    private static ObjectNode instances(Instances instances) {
        ObjectNode node =
                JSON.createObjectNode().put("workload", instances.workload()).put("processors", instances.processors());
        ArrayNode each = node.putArray("by_number");
        instances.measured().forEach((count, measured) -> {
            ObjectNode point = each.addObject()
                    .put("instances", count)
                    .put("most_times_one", instances.ceiling(count))
                    .put("broker_cpu_nanos_an_event", measured.brokerNanos())
                    .put("load_cpu_nanos_an_event", measured.loadNanos());
            point.set("times_one", FigureJson.spread(instances.factor(count)));
            point.set("events_per_second", FigureJson.spread(measured.series().eventsPerSecond()));
            point.set("cpu_nanos_an_event", FigureJson.spread(measured.series().cpuNanosPerEvent()));
            point.set("output", JSON.valueToTree(measured.verdict()));
            FigureJson.putRounds(point, measured.series());
        });
        return node;
    }

    private static ObjectNode growth(Growth growth) {
        ObjectNode node = JSON.createObjectNode().put("what", growth.what()).put("factor", growth.factor());
        ArrayNode points = node.putArray("points");
        for (Growth.Point point : growth.points()) {
            ObjectNode each = points.addObject().put("size", point.size());
            each.set("events_per_second", FigureJson.spread(point.eventsPerSecond()));
            each.set("cpu_nanos_an_event", FigureJson.spread(point.cpuNanos()));
            each.set("output", JSON.valueToTree(point.verdict()));
        }
        return node;
    }

    private static ObjectNode goal(Target target) {
        ObjectNode node = JSON.createObjectNode()
                .put("goal", target.id())
                .put("text", target.text())
                .put(target.isMost() ? "expected_at_most" : "expected_at_least", target.bound())
                .put("met", target.isMet());
        target.measured().ifPresent(spread -> node.set("measured", FigureJson.spread(spread)));
        return node;
    }
}
