package io.tributary.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Observations as JSON: on raw topics, over HTTP, on stdin and in recordings.
 *
 * <pre>{@code
 * {"id":"m1/message/7","entity":"m1","modality":"message","at":"2026-01-01T00:00:00.000Z","text":"it hums"}
 * {"id":"m1/camera/7","entity":"m1","modality":"camera","at":"…","image":"<base64 of a JPEG or PNG>"}
 * {"id":"m1/telemetry/7","entity":"m1","modality":"telemetry","at":"…","channels":["a","b"],"samples":[[1,null]]}
 * }</pre>
 *
 * A series adds {@code rate_hz}, or {@code offsets_ms} with a time for each row. {@code null} is a missing value.
 */
public final class ObservationJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where the {@code image} field's text finds its bytes. */
    @FunctionalInterface
    public interface Images {
        /** @throws IOException if there is no such image; the message becomes the refusal's detail */
        Bytes read(String image) throws IOException;
    }

    /** The {@code image} field is the image itself, in base64. */
    public static final Images BASE64 = image -> {
        try {
            return Bytes.owning(Base64.getDecoder().decode(image));
        } catch (IllegalArgumentException e) {
            throw new IOException("not base64: " + e.getMessage(), e);
        }
    };

    private ObservationJson() {}

    public static Observation read(byte[] json) throws RefusedException {
        try {
            return read(JSON.readTree(json), BASE64);
        } catch (JsonProcessingException e) {
            throw new RefusedException(Refusal.Cause.UNREADABLE, "value", "not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new RefusedException(Refusal.Cause.UNREADABLE, "value", "not JSON: " + e.getMessage());
        }
    }

    public static Observation read(JsonNode json, Images images) throws RefusedException {
        if (!json.isObject()) {
            throw new RefusedException(
                    Refusal.Cause.UNREADABLE, "value", "a JSON " + json.getNodeType() + ", expected an object");
        }
        try {
            return new Observation(
                    text(json, "id"),
                    text(json, "entity"),
                    text(json, "modality"),
                    Instant.parse(text(json, "at")),
                    payload(json, images),
                    json.hasNonNull("traceparent") ? text(json, "traceparent") : null);
        } catch (DateTimeParseException e) {
            throw invalid("at", "'" + text(json, "at") + "'", "ISO-8601 in UTC such as 2026-01-01T00:00:00.000Z");
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new RefusedException(Refusal.Cause.INVALID_FIELD, "value", String.valueOf(e.getMessage()));
        }
    }

    private static Payload payload(JsonNode json, Images images) throws RefusedException {
        if (json.has("text")) {
            return new Payload.Text(text(json, "text"));
        }
        if (json.has("image")) {
            try {
                return new Payload.Image(images.read(text(json, "image")));
            } catch (IOException e) {
                throw new RefusedException(Refusal.Cause.UNDECODABLE_IMAGE, "image", String.valueOf(e.getMessage()));
            }
        }
        if (json.has("samples")) {
            return reading(json);
        }
        throw invalid("payload", "missing", "one of 'text', 'image' or 'channels' with 'samples'");
    }

    private static Payload.Reading reading(JsonNode json) throws RefusedException {
        List<String> channels = new ArrayList<>();
        json.path("channels").forEach(channel -> channels.add(channel.asText()));
        JsonNode rows = json.path("samples");
        float[] samples = new float[rows.size() * channels.size()];
        int next = 0;
        for (JsonNode row : rows) {
            if (row.size() != channels.size()) {
                throw invalid("samples", "a row of " + row.size() + " values", channels.size() + ", one a channel");
            }
            for (JsonNode value : row) {
                if (!value.isNull() && !value.isNumber()) {
                    throw invalid("samples", "the value " + value, "a number, or null where it is missing");
                }
                samples[next++] = value.isNull() ? Float.NaN : value.floatValue();
            }
        }
        List<Integer> offsets = new ArrayList<>();
        json.path("offsets_ms").forEach(offset -> offsets.add(offset.asInt()));
        return new Payload.Reading(channels, json.path("rate_hz").asDouble(0), FloatVector.of(samples), offsets, 1f);
    }

    /** The observation as JSON, its image in base64. */
    public static ObjectNode write(Observation observation) {
        ObjectNode json = JSON.createObjectNode();
        json.put("id", observation.id());
        json.put("entity", observation.entity());
        json.put("modality", observation.modality());
        json.put("at", observation.at().toString());
        if (observation.payload() instanceof Payload.Text text) {
            json.put("text", text.text());
        } else if (observation.payload() instanceof Payload.Image image) {
            json.put("image", Base64.getEncoder().encodeToString(image.content().toArray()));
        } else if (observation.payload() instanceof Payload.Reading reading) {
            write(reading, json);
        }
        if (observation.traceparent() != null) {
            json.put("traceparent", observation.traceparent());
        }
        return json;
    }

    private static void write(Payload.Reading reading, ObjectNode json) {
        if (reading.rateHz() > 0) {
            json.put("rate_hz", reading.rateHz());
        }
        if (!reading.offsetsMillis().isEmpty()) {
            ArrayNode offsets = json.putArray("offsets_ms");
            reading.offsetsMillis().forEach(offsets::add);
        }
        ArrayNode channels = json.putArray("channels");
        reading.channels().forEach(channels::add);
        ArrayNode rows = json.putArray("samples");
        for (int row = 0; row < reading.rows(); row++) {
            ArrayNode values = rows.addArray();
            for (int channel = 0; channel < reading.channels().size(); channel++) {
                float value = reading.value(row, channel);
                if (Float.isFinite(value)) {
                    values.add(value);
                } else {
                    values.addNull();
                }
            }
        }
    }

    private static String text(JsonNode json, String field) throws RefusedException {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw invalid(field, value.isMissingNode() ? "missing" : value.toString(), "a text");
        }
        return value.asText();
    }

    private static RefusedException invalid(String field, String found, String expected) {
        return new RefusedException(
                Refusal.Cause.INVALID_FIELD, field, field + " is " + found + ", expected " + expected);
    }
}
