package io.tributary.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.schemas.ModelReference;
import io.tributary.schemas.ModelStatus;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import io.tributary.schemas.Topics;
import io.tributary.schemas.pipeline.ModelChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records of the compacted models topic, as JSON: by {@code <modality>} the reference to its model, and by
 * {@code <modality>/<instance>} what each encoder says of it. A modality without a reference, or whose reference was
 * deleted, has the pipeline file's encoder.
 */
public final class ModelRecords {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelRecords() {}

    public static byte[] key(String modality) {
        return modality.getBytes(StandardCharsets.UTF_8);
    }

    public static ProducerRecord<byte[], byte[]> record(Topics topics, ModelReference reference) {
        return new ProducerRecord<>(topics.models(), key(reference.modality()), bytes(json(reference)));
    }

    public static ProducerRecord<byte[], byte[]> record(Topics topics, ModelStatus status) {
        ObjectNode json = JSON.createObjectNode();
        json.put("modality", status.modality());
        json.put("instance", status.instance());
        json.put("state", status.state().name().toLowerCase(Locale.ROOT));
        json.set("running", json(status.running()));
        json.put("refused", status.refused());
        json.put("reason", status.reason());
        json.put("answers", status.answers());
        json.put("at", status.at().toString());
        return new ProducerRecord<>(topics.models(), key(status.modality() + "/" + status.instance()), bytes(json));
    }

    /** Deletes a modality's reference. */
    public static ProducerRecord<byte[], byte[]> withdrawal(Topics topics, String modality) {
        return new ProducerRecord<>(topics.models(), key(modality), null);
    }

    /** Whether a record with this key says how an encoder is, and not how it shall be. */
    public static boolean isStatus(byte[] key) {
        return new String(key, StandardCharsets.UTF_8).indexOf('/') >= 0;
    }

    /** @throws RefusedException if the value is no reference */
    public static ModelReference reference(byte[] value) throws RefusedException {
        return read(value, ModelRecords::reference);
    }

    /** @throws RefusedException if the value is no status */
    public static ModelStatus status(byte[] value) throws RefusedException {
        return read(
                value,
                json -> new ModelStatus(
                        text(json, "modality"),
                        text(json, "instance"),
                        ModelStatus.State.valueOf(text(json, "state").toUpperCase(Locale.ROOT)),
                        reference(json.path("running")),
                        text(json, "refused"),
                        text(json, "reason"),
                        json.path("answers").asLong(ModelStatus.NOTHING),
                        Instant.parse(text(json, "at"))));
    }

    private static ObjectNode json(ModelReference reference) {
        ObjectNode json = JSON.createObjectNode();
        json.put("modality", reference.modality());
        json.put("folder", reference.folder());
        ModelChoice choice = reference.choice();
        ObjectNode chosen = json.putObject("choice");
        chosen.put("variant", choice.variant());
        choice.prompt().ifPresent(prompt -> chosen.put("prompt", prompt));
        choice.space().ifPresent(space -> chosen.put("space", space));
        chosen.put("reduced_decoding", choice.reducedDecoding());
        chosen.put("sequence", choice.sequence());
        json.put("model", reference.model());
        json.put("sha256", reference.sha256());
        json.put("space", reference.space());
        json.put("at", reference.at().toString());
        return json;
    }

    private static ModelReference reference(JsonNode json) {
        JsonNode chosen = json.path("choice");
        var choice = new ModelChoice(
                chosen.path("variant").asText(ModelChoice.FLOAT32),
                optional(chosen, "prompt"),
                optional(chosen, "space"),
                chosen.path("reduced_decoding").asBoolean(false),
                chosen.path("sequence").asInt(0));
        return new ModelReference(
                text(json, "modality"),
                text(json, "folder"),
                choice,
                text(json, "model"),
                text(json, "sha256"),
                text(json, "space"),
                Instant.parse(text(json, "at")));
    }

    private static Optional<String> optional(JsonNode json, String field) {
        return json.hasNonNull(field) ? Optional.of(json.path(field).asText()) : Optional.empty();
    }

    private static String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new IllegalArgumentException(field + " is " + json.path(field) + ", expected a text");
        }
        return json.path(field).asText();
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T read(byte[] value, Reading<T> reading) throws RefusedException {
        try {
            return reading.read(JSON.readTree(value));
        } catch (JsonProcessingException e) {
            throw new RefusedException(Refusal.Cause.UNREADABLE, "value", "not JSON: " + e.getOriginalMessage());
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new RefusedException(Refusal.Cause.INVALID_FIELD, "value", String.valueOf(e.getMessage()));
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(JsonNode json);
    }
}
