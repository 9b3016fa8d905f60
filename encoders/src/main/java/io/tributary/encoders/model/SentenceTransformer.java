package io.tributary.encoders.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the files of sentence-transformers say: {@code modules.json}, {@code 1_Pooling/config.json},
 * {@code sentence_bert_config.json} and {@code config_sentence_transformers.json}. A folder that has none of them is a plain
 * model, of which sentence-transformers takes the mean of the tokens.
 */
final class SentenceTransformer {
    /** What is done here; the rest of what modules may do is only in a graph that answers a whole embedding. */
    private static final Set<String> KNOWN = Set.of("Transformer", "Pooling", "Normalize", "CLIPModel");

    private final JsonFile modulesFile;
    private final List<String> modules;
    private final JsonFile pooling;
    private final JsonFile transformer;
    private final JsonFile prompts;

    private SentenceTransformer(Path folder) {
        modulesFile = JsonFile.orEmpty(folder.resolve("modules.json"));
        modules = new ArrayList<>();
        Path poolingFolder = folder.resolve("1_Pooling");
        for (JsonNode module : modulesFile.root()) {
            String type = module.path("type").asText();
            modules.add(type.substring(type.lastIndexOf('.') + 1));
            if (type.endsWith(".Pooling")) {
                poolingFolder = folder.resolve(module.path("path").asText()).normalize();
            }
        }
        pooling = JsonFile.orEmpty(poolingFolder.resolve("config.json"));
        transformer = JsonFile.orEmpty(folder.resolve("sentence_bert_config.json"));
        prompts = JsonFile.orEmpty(folder.resolve("config_sentence_transformers.json"));
    }

    static SentenceTransformer of(Path folder) {
        return new SentenceTransformer(folder);
    }

    private boolean isPlain() {
        return modules.isEmpty() && !Files.exists(pooling.file()) && !Files.exists(transformer.file());
    }

    /** @throws InvalidBundleException if a module does something to tokens that is not done here */
    void requireKnown() {
        for (String module : modules) {
            if (!KNOWN.contains(module)) {
                throw new InvalidBundleException(
                        modulesFile.file() + " has a module " + module + ", expected only "
                                + String.join(", ", KNOWN.stream().sorted().toList())
                                + "; export the model so that the graph answers sentence_embedding, with"
                                + " SentenceTransformer(…, backend=\"onnx\") or `optimum-cli export onnx --library sentence_transformers`");
            }
        }
    }

    boolean normalises() {
        return modules.contains("Normalize");
    }

    Optional<Integer> maxTokens() {
        return transformer.whole("max_seq_length", 1);
    }

    List<Pooling> poolings() {
        List<Pooling> chosen = new ArrayList<>();
        boolean any = false;
        for (Pooling mode : Pooling.values()) {
            String key = "pooling_mode_" + mode.key();
            any |= pooling.has(key);
            if (pooling.flag(key, false)) {
                chosen.add(mode);
            }
        }
        if (!any) {
            return List.of(pooling.text("pooling_mode").map(this::named).orElse(Pooling.MEAN));
        }
        if (chosen.isEmpty()) {
            throw pooling.invalid("every pooling_mode_…", "false", "one of them true");
        }
        return chosen;
    }

    /** As newer versions write it: {@code mean}, {@code cls}, … */
    private Pooling named(String name) {
        for (Pooling mode : Pooling.values()) {
            if (mode.key().equals(name)
                    || mode.key().equals(name + "_token")
                    || mode.key().equals(name + "_tokens")) {
                return mode;
            }
        }
        throw pooling.invalid(
                "pooling_mode", "'" + name + "'", "cls, max, mean, mean_sqrt_len_tokens, weightedmean or lasttoken");
    }

    /** @throws InvalidBundleException if pooling was made for tokens of another width */
    int pooledWidth(int width) {
        Optional<Integer> expected = pooling.whole("word_embedding_dimension", 1);
        if (expected.isPresent() && expected.get() != width) {
            throw pooling.invalid(
                    "word_embedding_dimension", expected.get(), width + ", which the model's tokens have");
        }
        return width;
    }

    /** @param chosen name of a prompt; empty for the default one, of which there may be none */
    Wording wording(Optional<String> chosen) {
        String prompt = chosen.or(() -> prompts.text("default_prompt_name"))
                .map(this::prompt)
                .orElse("");
        if (!prompt.isEmpty() && !pooling.flag("include_prompt", true)) {
            throw pooling.invalid(
                    "include_prompt", false, "true, as a prompt's tokens cannot be left out of pooling here");
        }
        return new Wording(prompt, !isPlain(), transformer.flag("do_lower_case", false));
    }

    private String prompt(String name) {
        JsonNode found = prompts.get("prompts").path(name);
        if (!found.isTextual()) {
            List<String> names = new ArrayList<>();
            prompts.get("prompts").fieldNames().forEachRemaining(names::add);
            throw new InvalidBundleException(prompts.file() + " has the prompts " + names + ", expected one named '"
                    + name + "'; correct 'prompt' in the pipeline file, or default_prompt_name in this one");
        }
        return found.asText();
    }
}
