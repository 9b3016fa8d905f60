package io.tributary.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.training.evaluation.TaskFigures;
import io.tributary.training.head.Fusion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of fitting a head.
 *
 * @param examples moments with a label that were learned from
 * @param refused observations that an encoder, or the pipeline's modalities, refused
 * @param epochs passes over the examples
 * @param temperature what logits are divided by, so that scores say how often they are right
 * @param heldOut figures of moments that were not fitted, by the modalities that the head saw; first {@code as recorded}
 * @param compared the same {@code as recorded} for every kind of fusion that was fitted
 */
public record TrainingReport(
        String name,
        String task,
        Fusion fusion,
        long examples,
        long refused,
        int epochs,
        float temperature,
        Map<String, TaskFigures> heldOut,
        Map<Fusion, TaskFigures> compared) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public TrainingReport {
        heldOut = Collections.unmodifiableMap(new LinkedHashMap<>(heldOut));
        compared = Collections.unmodifiableMap(new LinkedHashMap<>(compared));
    }

    public ObjectNode toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("name", name);
        json.put("task", task);
        json.put("fusion", fusion.lowerCase());
        json.put("examples", examples);
        json.put("refused", refused);
        json.put("epochs", epochs);
        json.put("temperature", temperature);
        ObjectNode held = json.putObject("held_out");
        heldOut.forEach((set, figures) -> held.set(set, withoutRemoval(figures)));
        ObjectNode others = json.putObject("compared");
        compared.forEach((kind, figures) -> others.set(kind.lowerCase(), withoutRemoval(figures)));
        return json;
    }

    /** Figures by set of modalities, and the confusion matrix of moments as they were recorded. */
    public String toText() {
        var text = new StringBuilder();
        text.append("%s: %s fusion, %d examples, %d epochs, temperature %.2f%n"
                .formatted(name, fusion.lowerCase(), examples, epochs, temperature));
        heldOut.forEach(
                (set, figures) -> text.append("held out, %s:%n".formatted(set)).append(FigureTable.lines(figures)));
        if (compared.size() > 1) {
            compared.forEach((kind, figures) -> text.append("%s fusion, as recorded:%n".formatted(kind.lowerCase()))
                    .append(FigureTable.lines(figures)));
        }
        return text.toString();
    }

    /** Sets of modalities say more here than single removals. */
    private static ObjectNode withoutRemoval(TaskFigures figures) {
        ObjectNode json = figures.toJson();
        json.remove("without");
        json.remove("undecided");
        return json;
    }
}
