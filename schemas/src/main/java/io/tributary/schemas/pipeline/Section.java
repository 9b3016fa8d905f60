package io.tributary.schemas.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tributary.schemas.FloatVector;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One map of a pipeline file, which knows where it stands so that it can say so. */
record Section(Path file, String path, JsonNode node) {
    private static final Duration LONGEST_WINDOW = Duration.ofDays(3660);

    Section {
        if (!node.isObject()) {
            throw new InvalidPipelineException(file + ": " + (path.isEmpty() ? "the file" : path) + " is "
                    + (node.isMissingNode() ? "missing" : "'" + node + "'") + ", expected a map of keys");
        }
    }

    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    boolean isMap(String key) {
        return node.path(key).isObject();
    }

    /** Event times of alignment are added to each other, which must stay within what milliseconds can say. */
    Duration alignmentTime(String key, @Nullable Duration fallback, boolean zeroAllowed) {
        Duration duration = duration(key, fallback, zeroAllowed);
        if (duration.compareTo(LONGEST_WINDOW) > 0) {
            throw invalid(key, duration, "at most " + LONGEST_WINDOW);
        }
        return duration;
    }

    /** A list of finite numbers, or {@code zero}, for which it is empty. */
    Optional<FloatVector> vector(String key) {
        if (node.path(key).isTextual() && text(key).equals("zero")) {
            return Optional.empty();
        }
        JsonNode list = list(key);
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) list.get(i).asDouble(Double.NaN);
        }
        FloatVector vector = FloatVector.of(values);
        if (values.length == 0 || !vector.isFinite()) {
            throw invalid(key, list, "zero, or a list of finite numbers such as [0.1, 0.2]");
        }
        return Optional.of(vector);
    }

    /** The elements of a list; none where the key is missing. */
    JsonNode list(String key) {
        JsonNode value = node.path(key);
        if (has(key) && !value.isArray()) {
            throw invalid(key, "'" + value.asText(value.toString()) + "'", "a list such as [a, b]");
        }
        return value;
    }

    Section section(String key) {
        return new Section(file, at(key), node.path(key));
    }

    Section sectionOrEmpty(String key) {
        return has(key) ? section(key) : new Section(file, at(key), JsonNodeFactory.instance.objectNode());
    }

    List<Section> children() {
        List<Section> children = new ArrayList<>();
        node.properties().forEach(e -> children.add(new Section(file, at(e.getKey()), e.getValue())));
        return children;
    }

    void allow(String... keys) {
        Set<String> allowed = Set.of(keys);
        node.fieldNames().forEachRemaining(key -> {
            if (!allowed.contains(key)) {
                throw invalid(key, "not a setting", "one of " + String.join(", ", keys));
            }
        });
    }

    String text(String key) {
        JsonNode value = node.path(key);
        if (!value.isValueNode() || value.asText().isBlank()) {
            throw invalid(key, value.isMissingNode() ? "missing" : "'" + value + "'", "a text");
        }
        return value.asText();
    }

    /** A text, or a list of at least one. */
    List<String> textOrTexts(String key) {
        if (!node.path(key).isArray()) {
            return List.of(text(key));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : list(key)) {
            if (!element.isTextual() || element.asText().isBlank()) {
                throw invalid(key, "'" + element + "'", "texts");
            }
            texts.add(element.asText());
        }
        if (texts.isEmpty()) {
            throw invalid(key, "empty", "a text, or a list of at least one");
        }
        return texts;
    }

    String textOr(String key, String fallback) {
        return has(key) ? text(key) : fallback;
    }

    double number(String key, double fallback) {
        if (!has(key)) {
            return fallback;
        }
        if (!node.path(key).isNumber()) {
            throw invalid(key, "'" + node.path(key) + "'", "a number");
        }
        return node.path(key).asDouble();
    }

    int whole(String key, int fallback, int least) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = node.path(key);
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.asInt() < least) {
            throw invalid(key, "'" + value + "'", "a whole number of " + least + " or more");
        }
        return value.asInt();
    }

    Duration duration(String key, @Nullable Duration fallback, boolean zeroAllowed) {
        if (!has(key) && fallback != null) {
            return fallback;
        }
        String text = text(key);
        Duration duration;
        long millis;
        try {
            duration = Duration.parse(text);
            millis = duration.toMillis();
        } catch (DateTimeParseException | ArithmeticException e) {
            throw invalid(key, "'" + text + "'", "a duration such as PT10S or PT0.5S");
        }
        if (duration.isNegative() || (!zeroAllowed && millis < 1)) {
            throw invalid(key, duration, zeroAllowed ? "PT0S or longer" : "PT0.001S or longer");
        }
        if (duration.toNanosPart() % 1_000_000 != 0) {
            throw invalid(key, duration, "whole milliseconds");
        }
        return duration;
    }

    List<String> namesAmong(String key, Set<String> names, List<String> fallback) {
        if (!has(key)) {
            return fallback;
        }
        List<String> found = new ArrayList<>();
        for (JsonNode element : list(key)) {
            if (!names.contains(element.asText())) {
                throw invalid(key, "'" + element.asText() + "'", "modalities of this pipeline: " + names);
            }
            found.add(element.asText());
        }
        return found;
    }

    InvalidPipelineException invalid(String key, Object found, String expected) {
        return new InvalidPipelineException(
                file + ": " + at(key) + " is " + found + ", expected " + expected + ". Change it in the file.");
    }

    private String at(String key) {
        return path.isEmpty() ? key : key.isEmpty() ? path : path + "." + key;
    }
}
