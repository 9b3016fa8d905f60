package io.tributary.encoders.model;

import java.nio.file.Path;
import java.util.List;

/** How a folder from the hub wants its images. */
final class HuggingFaceImage {
    static final String PIXELS = "pixel_values";

    private final Path folder;

    HuggingFaceImage(Path folder, JsonFile config, OnnxFile graph, boolean reducedDecoding) {
        this.folder = folder;
    }

    static UnusedInput unusedPixels(JsonFile config, GraphTensor input) {
        long size = config.get("vision_config").path("image_size").asLong(224);
        return new UnusedInput(input.name(), input.type(), List.of(1L, 3L, size, size));
    }

    Readout readout() {
        throw new InvalidBundleException(folder + " encodes images, which is not possible yet");
    }

    int dimension(Readout readout) {
        return 0;
    }

    Preprocessing preprocessing() {
        throw new InvalidBundleException(folder + " encodes images, which is not possible yet");
    }
}
