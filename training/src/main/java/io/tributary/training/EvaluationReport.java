package io.tributary.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.schemas.Refusal;
import io.tributary.training.evaluation.TaskFigures;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How good a pipeline's decisions about a recording are.
 *
 * @param moments that the recording gave
 * @param refused observations that were refused, by cause
 * @param late embeddings that came after their window had closed
 * @param tasks figures of every task that the recording has labels of
 */
public record EvaluationReport(
        String recording,
        String pipeline,
        long moments,
        Map<Refusal.Cause, Long> refused,
        long late,
        Map<String, TaskFigures> tasks) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public EvaluationReport {
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    }

    /** {@code tasks.<task>.accuracy} and so on, see {@link TaskFigures#toJson()}; figures are in [0, 1]. */
    public ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("recording", recording);
        json.put("pipeline", pipeline);
        json.put("moments", moments);
        ObjectNode causes = json.putObject("refused");
        refused.forEach((cause, count) -> causes.put(cause.name(), count));
        json.put("late", late);
        ObjectNode figures = json.putObject("tasks");
        tasks.forEach((task, of) -> figures.set(task, of.toJson()));
        return json;
    }

    public String toText() {
        long refusals = refused.values().stream().mapToLong(Long::longValue).sum();
        var text = new StringBuilder("%s through pipeline %s: %d moments, %d observations refused%s, %d too late%n"
                .formatted(recording, pipeline, moments, refusals, refused.isEmpty() ? "" : " " + refused, late));
        tasks.forEach((task, figures) -> text.append(task).append('\n').append(figures.toText()));
        return text.toString();
    }
}
