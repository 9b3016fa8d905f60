package io.tributary.encoders.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code tokenizer.json} and {@code tokenizer_config.json}. */
final class HuggingFaceTokenizerFiles {
    static final String NAME = "tokenizer.json";

    /** What {@code model_max_length} is where nobody set it. */
    private static final int NO_LIMIT = 1_000_000;

    private final Path file;
    private final JsonFile config;
    private final JsonFile modelConfig;

    HuggingFaceTokenizerFiles(Path folder, JsonFile modelConfig) {
        this.file = folder.resolve(NAME);
        this.config = JsonFile.orEmpty(folder.resolve("tokenizer_config.json"));
        this.modelConfig = modelConfig;
    }

    /** @throws InvalidBundleException if there is none */
    Path file() {
        if (!Files.isRegularFile(file)) {
            throw new InvalidBundleException("There is no " + file + ", expected the tokenizer in one file;"
                    + " load it with AutoTokenizer.from_pretrained(…, use_fast=True) and save it with save_pretrained");
        }
        return file;
    }

    Optional<Integer> maxTokens() {
        return config.whole("model_max_length", 1).filter(limit -> limit < NO_LIMIT);
    }

    /** The id that fills up shorter texts: of the tokenizer's own padding token; else what the model's config says. */
    long padding() {
        JsonFile tokenizer = JsonFile.read(file());
        Optional<String> token = token(config.get("pad_token"));
        if (token.isPresent()) {
            for (JsonNode added : tokenizer.get("added_tokens")) {
                if (added.path("content").asText().equals(token.get())) {
                    return added.path("id").asLong();
                }
            }
            JsonNode id = tokenizer.get("model").path("vocab").path(token.get());
            if (id.isIntegralNumber()) {
                return id.asLong();
            }
        }
        JsonNode own = tokenizer.get("padding").path("pad_id");
        return own.isIntegralNumber()
                ? own.asLong()
                : modelConfig.whole("pad_token_id", 0).orElse(0);
    }

    /** A token stands there by itself or in an object that describes it. */
    private static Optional<String> token(JsonNode node) {
        JsonNode content = node.isObject() ? node.path("content") : node;
        return content.isTextual() ? Optional.of(content.asText()) : Optional.empty();
    }
}
