package io.tributary.schemas.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import java.util.Locale;

/** Decisions as JSON, for the JSON-lines sink and the live page; field names are those of the Avro schema. */
public final class DecisionJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private DecisionJson() {}

    public static ObjectNode write(Decision decision) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", decision.id());
        json.put("revision", decision.revision());
        json.put("final", decision.isFinal());
        json.put("entity", decision.entity());
        json.put("task", decision.task());
        json.put("window_start", decision.windowStart().toString());
        json.put("window_end", decision.windowEnd().toString());
        json.put("closed_by", decision.closedBy().name().toLowerCase(Locale.ROOT));
        json.put("triggered_at", decision.triggeredAt().toString());
        json.put("label", decision.label());
        json.put("confidence", decision.confidence());
        json.put("abstained", decision.abstained());
        ObjectNode scores = json.putObject("scores");
        for (int i = 0; i < decision.classes().size(); i++) {
            scores.put(decision.classes().get(i), decision.scores().get(i));
        }
        ArrayNode evidence = json.putArray("evidence");
        decision.evidence().forEach(item -> evidence.add(write(item)));
        json.put("head", decision.head());
        json.put("head_hash", decision.headHash());
        ArrayNode traces = json.putArray("traceparents");
        decision.traceparents().forEach(traces::add);
        return json;
    }

    private static ObjectNode write(Evidence evidence) {
        ObjectNode json = JSON.createObjectNode();
        json.put("modality", evidence.modality());
        json.put("present", evidence.present());
        json.put("age_ms", evidence.ageMillis());
        json.put("count", evidence.count());
        json.put("weight", evidence.weight());
        json.put("contribution", evidence.contribution());
        json.put("model", evidence.model());
        ArrayNode observations = json.putArray("observations");
        evidence.observations().forEach(observations::add);
        ArrayNode sources = json.putArray("sources");
        evidence.sources().forEach(source -> sources.addObject()
                .put("topic", source.topic())
                .put("partition", source.partition())
                .put("offset", source.offset()));
        return json;
    }
}
