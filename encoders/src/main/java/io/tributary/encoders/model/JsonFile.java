package io.tributary.encoders.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A JSON object in a file of a model's folder; complaints name the file and the key. */
record JsonFile(Path file, JsonNode root) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An object without keys where there is no such file. */
    static JsonFile orEmpty(Path file) {
        return Files.exists(file) ? read(file) : new JsonFile(file, JSON.createObjectNode());
    }

    /** @throws InvalidBundleException if the file is not JSON */
    static JsonFile read(Path file) {
        try {
            JsonNode root = JSON.readTree(Files.readString(file));
            if (root == null || !(root.isObject() || root.isArray())) {
                throw new InvalidBundleException(file + " has no keys, expected a JSON object; fetch the file again");
            }
            return new JsonFile(file, root);
        } catch (JsonProcessingException e) {
            throw new InvalidBundleException(
                    file + " is not JSON: " + e.getOriginalMessage() + "; fetch the file again", e);
        } catch (IOException e) {
            throw new InvalidBundleException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    boolean has(String key) {
        return root.hasNonNull(key);
    }

    JsonNode get(String key) {
        return root.path(key);
    }

    Optional<String> text(String key) {
        return has(key) ? Optional.of(get(key).asText()) : Optional.empty();
    }

    /** A whole number of at least {@code least}; larger ones than an int are as good as no limit. */
    Optional<Integer> whole(String key, int least) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonNode value = get(key);
        if (!value.isNumber() || value.asDouble() != Math.rint(value.asDouble()) || value.asDouble() < least) {
            throw invalid(key, "'" + value + "'", "a whole number of " + least + " or more");
        }
        return Optional.of((int) Math.min(Integer.MAX_VALUE, value.asDouble()));
    }

    boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        if (!get(key).isBoolean()) {
            throw invalid(key, "'" + get(key) + "'", "true or false");
        }
        return get(key).asBoolean();
    }

    InvalidBundleException invalid(String key, Object found, String expected) {
        return new InvalidBundleException(
                file + ": " + key + " is " + found + ", expected " + expected + ". Change it in the file.");
    }
}
