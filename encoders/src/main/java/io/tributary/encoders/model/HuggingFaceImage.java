package io.tributary.encoders.model;

import io.tributary.schemas.pipeline.ModelChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a folder from the hub wants its images: which of its files says what is in {@code docs/models.md}. */
final class HuggingFaceImage {
    static final String PIXELS = "pixel_values";

    /** First wins: what was trained to be an embedding, then what the model made for its own use, then its classes. */
    private static final List<String> OUTPUTS =
            List.of("image_embeds", "pooler_output", "last_hidden_state", "image_features", "logits");

    private static final String TOWER = "image_embeds";
    private static final int USUAL_SIZE = 224;

    private final Path folder;
    private final JsonFile config;
    private final OnnxFile graph;
    private final ModelChoice choice;
    private final GraphTensor output;

    HuggingFaceImage(Path folder, JsonFile config, OnnxFile graph, ModelChoice choice) {
        this.folder = folder;
        this.config = config;
        this.graph = graph;
        this.choice = choice;
        this.output = HuggingFaceOutput.of(graph, OUTPUTS, choice.sequence() > 0, folder);
    }

    /** For a graph of which only the texts' side is wanted. */
    static UnusedInput unusedPixels(JsonFile config, GraphTensor input) {
        long size = config.get("vision_config").path("image_size").asLong(USUAL_SIZE);
        return new UnusedInput(input.name(), input.type(), List.of(1L, 3L, size, size));
    }

    Preprocessing.ProcessedImage preprocessing() {
        List<UnusedInput> unused = new ArrayList<>();
        for (GraphTensor input : graph.inputs()) {
            if (TokenTensors.Input.named(input.name()).isPresent()
                    && output.name().equals(TOWER)) {
                unused.add(new UnusedInput(input.name(), input.type(), List.of(1L, Math.max(1, input.size(1)))));
            } else if (!input.name().equals(PIXELS)) {
                throw new InvalidBundleException(folder + " has a model with the input " + input + ", expected only "
                        + PIXELS + "; export the vision part of the model");
            }
        }
        ImageProcessor processor = new HuggingFaceProcessorFile(folder).read();
        return new Preprocessing.ProcessedImage(PIXELS, processor, choice.reducedDecoding(), unused);
    }

    Readout readout() {
        return new Readout(
                output.name(),
                graph.outputs().indexOf(output),
                List.of(Pooling.CLS),
                output.name().equals(TOWER),
                choice.sequence());
    }

    /** The output that is read where no sequence is asked for. */
    String usualOutput() {
        return HuggingFaceOutput.of(graph, OUTPUTS, folder).name();
    }

    /** Channels come second, but for the hidden states of a transformer, which has its tokens there. */
    int dimension(Readout readout) {
        long declared = output.size(output.rank() == 3 ? 2 : 1);
        Optional<Integer> known = declared > 0 ? Optional.of(Math.toIntExact(declared)) : configured();
        return known.orElseThrow(() -> new InvalidBundleException(config.file()
                + ": hidden_size is missing, expected the width of the model's vectors, which its output " + output
                + " does not say. Fetch config.json too, or write the key."));
    }

    private Optional<Integer> configured() {
        if (output.name().equals(TOWER)) {
            return config.whole("projection_dim", 1);
        }
        if (config.get("hidden_sizes").isArray() && config.get("hidden_sizes").size() > 0) {
            int stages = config.get("hidden_sizes").size();
            return Optional.of(config.get("hidden_sizes").get(stages - 1).asInt());
        }
        int nested = config.get("vision_config").path("hidden_size").asInt(0);
        return nested > 0 ? Optional.of(nested) : config.whole("hidden_size", 1);
    }
}
