package io.tributary.bench.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Series;
import io.tributary.bench.measure.Spread;

/** What reports for programs write of a figure, the same in each of them. */
final class FigureJson {
    private FigureJson() {}

    static ObjectNode spread(Spread spread) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("median", spread.median())
                .put("min", spread.min())
                .put("max", spread.max());
    }

    static void putLatency(ObjectNode node, Latency latency) {
        node.putObject("latency_at_half_load")
                .put("events_per_second", latency.eventsPerSecond())
                .put("p50_ms", latency.p50Millis())
                .put("p99_ms", latency.p99Millis());
    }

    static void putRounds(ObjectNode node, Series series) {
        ArrayNode rounds = node.putArray("rounds_the_first_not_counted");
        for (Round round : series.rounds()) {
            rounds.addObject()
                    .put("events", round.events())
                    .put("wall_s", round.wallNanos() / 1e9)
                    .put("cpu_s", round.cpuNanos() / 1e9);
        }
    }
}
