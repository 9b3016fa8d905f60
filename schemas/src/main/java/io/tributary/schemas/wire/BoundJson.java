package io.tributary.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.schemas.Bound;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Bounds as JSON: over HTTP and on stdin, among observations.
 *
 * <pre>{@code
 * {"modality":"message","entity":"m1","bound":"2026-01-01T00:00:10Z"}
 * {"modality":"message","bound":"2026-01-01T00:00:10Z"}
 * }</pre>
 *
 * Without an entity it speaks of all.
 */
public final class BoundJson {
    private static final List<String> FIELDS = List.of("modality", "entity", "bound");

    private BoundJson() {}

    /** Whether an object is meant as a bound; {@link #read} then says whether it is one. */
    public static boolean isMeant(JsonNode json) {
        return json.has("bound");
    }

    public static Bound read(JsonNode json) throws RefusedException {
        for (var names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw invalid(name, "'" + name + "' beside 'bound'", "only " + FIELDS);
            }
        }
        Optional<String> entity = json.hasNonNull("entity") ? Optional.of(text(json, "entity")) : Optional.empty();
        try {
            return new Bound(text(json, "modality"), entity, Instant.parse(text(json, "bound")));
        } catch (DateTimeException e) {
            throw invalid("bound", json.path("bound").toString(), "ISO-8601 in UTC such as 2026-01-01T00:00:10Z");
        }
    }

    private static String text(JsonNode json, String field) throws RefusedException {
        JsonNode value = json.path(field);
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw invalid(field, value.isMissingNode() ? "missing" : value.toString(), "a text");
        }
        return value.asText();
    }

    private static RefusedException invalid(String field, String found, String expected) {
        String shortened = found.length() <= 80 ? found : found.substring(0, 80) + "…";
        return new RefusedException(
                Refusal.Cause.INVALID_FIELD, field, field + " is " + shortened + ", expected " + expected);
    }
}
