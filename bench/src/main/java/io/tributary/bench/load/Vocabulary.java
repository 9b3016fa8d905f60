package io.tributary.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The whole words that a {@code tokenizer.json} of word pieces knows. */
public final class Vocabulary {
    private static final Pattern WORD = Pattern.compile("[a-z]{2,}");

    private Vocabulary() {}

    /** Words in the order of their ids, which is roughly that of their frequency. */
    public static List<String> words(Path tokenizer) {
        try {
            JsonNode vocabulary = new ObjectMapper()
                    .readTree(tokenizer.toFile())
                    .path("model")
                    .path("vocab");
            Map<Integer, String> byId = new TreeMap<>();
            vocabulary.properties().forEach(entry -> {
                if (WORD.matcher(entry.getKey()).matches()) {
                    byId.put(entry.getValue().asInt(), entry.getKey());
                }
            });
            if (byId.isEmpty()) {
                throw new IllegalArgumentException(
                        tokenizer + " has no whole words, expected a tokenizer of word pieces");
            }
            return new ArrayList<>(byId.values());
        } catch (IOException e) {
            throw new UncheckedIOException(tokenizer + " cannot be read", e);
        }
    }
}
