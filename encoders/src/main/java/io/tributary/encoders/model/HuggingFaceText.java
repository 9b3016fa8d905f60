package io.tributary.encoders.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.schemas.pipeline.ModelChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How a folder from the hub wants its texts: which of its files says what is in {@code docs/models.md}. */
final class HuggingFaceText {
    /** First wins: a whole embedding, then tokens that are pooled here, then what the model itself made of the first token. */
    private static final List<String> OUTPUTS =
            List.of("text_embeds", "sentence_embedding", "last_hidden_state", "token_embeddings", "pooler_output");

    private static final Set<String> TOWERS = Set.of("text_embeds");

    /** Of these, positions begin after the id of the padding, which takes as many from the length. */
    private static final Set<String> SHIFTED = Set.of(
            "roberta",
            "xlm-roberta",
            "xlm-roberta-xl",
            "camembert",
            "roberta-prelayernorm",
            "xmod",
            "mpnet",
            "longformer");

    private static final int USUAL_TOKENS = 512;

    private final Path folder;
    private final JsonFile config;
    private final OnnxFile graph;
    private final ModelChoice choice;
    private final HuggingFaceTokenizerFiles tokenizer;
    private final SentenceTransformer modules;
    private final GraphTensor output;

    HuggingFaceText(Path folder, JsonFile config, OnnxFile graph, ModelChoice choice) {
        this.folder = folder;
        this.config = config;
        this.graph = graph;
        this.choice = choice;
        this.tokenizer = new HuggingFaceTokenizerFiles(folder, config);
        this.modules = SentenceTransformer.of(folder);
        this.output = HuggingFaceOutput.of(graph, OUTPUTS, choice.sequence() > 0, folder);
    }

    Preprocessing.Text preprocessing() {
        GraphTensor ids = graph.input("input_ids")
                .orElseThrow(() -> new InvalidBundleException(folder + " has a model with the inputs " + graph.inputs()
                        + ", expected input_ids among them; export the text part of the model"));
        int limit = limit();
        int width = Math.toIntExact(ids.size(1));
        if (width == 0 && modelType().startsWith("siglip")) {
            // Trained on rows of full length, which it does not mask.
            width = limit;
        }
        limit = width > 0 ? Math.min(limit, width) : limit;
        return new Preprocessing.Text(tokenizer.file(), limit, modules.wording(choice.prompt()), tensors(width));
    }

    private TokenTensors tensors(int width) {
        List<TokenTensors.Input> inputs = new ArrayList<>();
        List<UnusedInput> unused = new ArrayList<>();
        for (GraphTensor input : graph.inputs()) {
            Optional<TokenTensors.Input> known = TokenTensors.Input.named(input.name());
            if (known.isPresent()) {
                inputs.add(known.get());
            } else if (input.name().equals(HuggingFaceImage.PIXELS) && isTower()) {
                unused.add(HuggingFaceImage.unusedPixels(config, input));
            } else {
                throw new InvalidBundleException(folder + " has a model with the input " + input
                        + ", expected only input_ids, attention_mask, token_type_ids and position_ids;"
                        + " export the model for feature extraction, without a cache or a decoder");
            }
        }
        return new TokenTensors(inputs, tokenizer.padding(), width, firstPosition(), unused);
    }

    /** Tokens of the longest text: what sentence-transformers was told; else the least of what the others allow. */
    private int limit() {
        Optional<Integer> places =
                textConfig("max_position_embeddings").map(positions -> positions - Math.toIntExact(firstPosition()));
        int told = modules.maxTokens().or(tokenizer::maxTokens).orElse(places.orElse(USUAL_TOKENS));
        return Math.min(told, places.orElse(told));
    }

    private long firstPosition() {
        return SHIFTED.contains(modelType()) ? config.whole("pad_token_id", 0).orElse(1) + 1L : 0;
    }

    private String modelType() {
        return config.text("model_type").orElse("");
    }

    /** Of the text part, where the model has several. */
    private Optional<Integer> textConfig(String key) {
        JsonNode part = config.get("text_config").path(key);
        int number = part.asInt(config.get(key).asInt(0));
        return number > 0 ? Optional.of(number) : Optional.empty();
    }

    private boolean isTower() {
        return TOWERS.contains(output.name());
    }

    Readout readout() {
        boolean whole = output.rank() == 2;
        if (!whole) {
            modules.requireKnown();
        }
        boolean normalised = isTower() || modules.normalises();
        if (choice.sequence() > 0 && modules.poolings().size() > 1) {
            throw new InvalidBundleException(
                    folder + " pools its tokens in " + modules.poolings().size()
                            + " ways, expected one where a sequence is asked for, so that positions and vector have the same"
                            + " width; remove sequence from the pipeline file");
        }
        return new Readout(
                output.name(), graph.outputs().indexOf(output), modules.poolings(), normalised, choice.sequence());
    }

    /** The output that is read where no sequence is asked for. */
    String usualOutput() {
        return HuggingFaceOutput.of(graph, OUTPUTS, folder).name();
    }

    int dimension(Readout readout) {
        boolean pooled = output.rank() == 3;
        int axis = pooled ? 2 : 1;
        Optional<Integer> width = output.size(axis) > 0
                ? Optional.of(Math.toIntExact(output.size(axis)))
                : isTower()
                        ? config.whole("projection_dim", 1)
                        : textConfig("hidden_size").or(() -> config.whole("dim", 1));
        int found = width.orElseThrow(() -> new InvalidBundleException(config.file()
                + ": hidden_size is missing, expected the width of the model's vectors, which its output " + output
                + " does not say. Fetch config.json too, or write the key."));
        return pooled ? modules.pooledWidth(found) * readout.poolings().size() : found;
    }

    /** Whether a tokenizer lies there at all, which a folder for images has no need of. */
    static boolean hasTokenizer(Path folder) {
        return Files.isRegularFile(folder.resolve(HuggingFaceTokenizerFiles.NAME));
    }
}
