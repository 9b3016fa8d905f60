package io.tributary.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
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
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final List<String> PAYLOADS = List.of("text", "image", "samples");
    private static final int EXCERPT = 80;

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
        return read(parse(json), BASE64);
    }

    /** @throws RefusedException if it is no JSON */
    public static JsonNode parse(byte[] json) throws RefusedException {
        try {
            return JSON.readTree(json);
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
            throw invalid("at", excerpt(json.path("at")), "ISO-8601 in UTC such as 2026-01-01T00:00:00.000Z");
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new RefusedException(Refusal.Cause.INVALID_FIELD, "value", String.valueOf(e.getMessage()));
        }
    }

    private static Payload payload(JsonNode json, Images images) throws RefusedException {
        List<String> found = PAYLOADS.stream().filter(json::has).toList();
        if (found.size() != 1) {
            throw invalid(
                    "payload",
                    found.isEmpty() ? "missing" : String.join(" and ", found),
                    "one of 'text', 'image' or 'channels' with 'samples'");
        }
        return switch (found.get(0)) {
            case "text" -> new Payload.Text(text(json, "text"));
            case "image" -> image(text(json, "image"), images);
            default -> reading(json);
        };
    }

    private static Payload.Image image(String text, Images images) throws RefusedException {
        try {
            return new Payload.Image(images.read(text));
        } catch (IOException e) {
            throw new RefusedException(Refusal.Cause.UNDECODABLE_IMAGE, "image", String.valueOf(e.getMessage()));
        }
    }

    private static Payload.Reading reading(JsonNode json) throws RefusedException {
        List<String> channels = new ArrayList<>();
        for (JsonNode channel : array(json, "channels", "a list of names")) {
            if (!channel.isTextual()) {
                throw invalid("channels", "a list with " + excerpt(channel), "a list of names");
            }
            channels.add(channel.asText());
        }
        List<Integer> offsets = new ArrayList<>();
        if (json.hasNonNull("offsets_ms")) {
            for (JsonNode offset : array(json, "offsets_ms", "a list of whole numbers")) {
                if (!offset.canConvertToInt() || !offset.canConvertToExactIntegral()) {
                    throw invalid("offsets_ms", "a list with " + excerpt(offset), "a list of whole numbers");
                }
                offsets.add(offset.intValue());
            }
        }
        JsonNode rate = json.path("rate_hz");
        if (json.hasNonNull("rate_hz") && !rate.isNumber()) {
            throw invalid("rate_hz", excerpt(rate), "a number");
        }
        FloatVector samples = samples(array(json, "samples", "a list of rows such as [[1, null]]"), channels.size());
        return new Payload.Reading(channels, rate.asDouble(0), samples, offsets, 1f);
    }

    private static FloatVector samples(JsonNode rows, int channels) throws RefusedException {
        float[] samples = new float[rows.size() * channels];
        int next = 0;
        for (JsonNode row : rows) {
            if (!row.isArray() || row.size() != channels) {
                throw invalid(
                        "samples",
                        row.isArray() ? "a row of " + row.size() + " values" : "a list with " + excerpt(row),
                        "rows of " + channels + (channels == 1 ? " value" : " values") + ", one a channel");
            }
            for (JsonNode value : row) {
                if (!value.isNull() && !value.isNumber()) {
                    throw invalid("samples", "the value " + excerpt(value), "a number, or null where it is missing");
                }
                samples[next++] = value.isNull() ? Float.NaN : value.floatValue();
            }
        }
        return FloatVector.of(samples);
    }

    private static JsonNode array(JsonNode json, String field, String expected) throws RefusedException {
        JsonNode value = json.path(field);
        if (!value.isArray()) {
            throw invalid(field, value.isMissingNode() ? "missing" : excerpt(value), expected);
        }
        return value;
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
            throw invalid(field, value.isMissingNode() ? "missing" : excerpt(value), "a text");
        }
        return value.asText();
    }

    private static RefusedException invalid(String field, String found, String expected) {
        return new RefusedException(
                Refusal.Cause.INVALID_FIELD, field, field + " is " + found + ", expected " + expected);
    }

    /** Enough of a wrong value to recognise it; a refusal never carries a whole payload. */
    private static String excerpt(JsonNode value) {
        String text = value.toString();
        return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
    }
}
