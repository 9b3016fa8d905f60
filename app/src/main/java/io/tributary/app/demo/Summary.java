package io.tributary.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a demo ends with.
 *
 * @param observations read from the recording, those refused at the door included
 * @param moments windows of an entity about which at least one decision was made
 * @param deadLetters refused records by cause
 * @param accuracy by task, only where the recording has labels
 * @param latency of decisions, in milliseconds of processing time
 */
record Summary(
        long observations,
        long embeddings,
        long moments,
        long decisions,
        Map<String, Long> deadLetters,
        long late,
        Map<String, Accuracy> accuracy,
        Latency latency) {

    /**
     * @param correct labels that the decision about their moment repeats
     * @param decided labels about whose moment there is a decision
     * @param labels all labels of the part of the recording that was replayed
     */
    record Accuracy(long correct, long decided, long labels) {
        double value() {
            return decided == 0 ? 0 : (double) correct / decided;
        }
    }

    /** From when the broker had what closed a window to when it had the committed decision. */
    record Latency(long p50, long p99) {}

    long deadLetterCount() {
        return deadLetters.values().stream().mapToLong(Long::longValue).sum();
    }

    ObjectNode toJson() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("observations", observations);
        json.put("embeddings", embeddings);
        json.put("moments", moments);
        json.put("decisions", decisions);
        json.put("dead_letters", deadLetterCount());
        json.put("late", late);
        ObjectNode accuracies = json.putObject("accuracy");
        accuracy.forEach((task, result) -> accuracies.put(task, Math.round(result.value() * 10_000) / 10_000.0));
        json.putObject("latency_ms").put("p50", latency.p50()).put("p99", latency.p99());
        return json;
    }

    String toText() {
        var text = new StringBuilder();
        line(text, "observations in", count(observations));
        line(text, "embeddings", count(embeddings));
        line(text, "moments", count(moments));
        line(text, "decisions", count(decisions));
        line(text, "dead letters", count(deadLetterCount()) + causes());
        line(text, "late", count(late));
        accuracy.forEach((task, result) -> line(
                text,
                "accuracy, " + task,
                String.format(
                        Locale.ROOT,
                        "%.1f %% of %s labels%s",
                        100 * result.value(),
                        count(result.decided()),
                        result.decided() == result.labels()
                                ? ""
                                : ", " + count(result.labels() - result.decided()) + " more without a decision")));
        line(text, "latency", "p50 " + latency.p50() + " ms, p99 " + latency.p99() + " ms");
        return text.toString();
    }

    private String causes() {
        return deadLetters.isEmpty()
                ? ""
                : deadLetters.entrySet().stream()
                        .map(e -> e.getKey() + " " + e.getValue())
                        .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format("  %-22s %s%n", name, value));
    }
}
