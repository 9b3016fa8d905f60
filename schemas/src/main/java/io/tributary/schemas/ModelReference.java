package io.tributary.schemas;

import io.tributary.schemas.pipeline.ModelChoice;
import java.time.Instant;

/**
 * Which model a modality's encoders shall use.
 *
 * @param folder of the bundle, as the encoders see it
 * @param choice what is chosen where the folder leaves a choice
 * @param model {@code name@version} of the bundle
 * @param sha256 of the model file, lower-case hexadecimal; an encoder that finds another file refuses it
 * @param space of its vectors
 * @param at when it was chosen, wall clock
 */
public record ModelReference(
        String modality, String folder, ModelChoice choice, String model, String sha256, String space, Instant at) {
    public ModelReference {
        if (modality.isBlank() || folder.isBlank() || model.isBlank() || space.isBlank()) {
            throw new IllegalArgumentException("modality is '" + modality + "', folder '" + folder + "', model '"
                    + model + "', space '" + space + "', expected none of them to be empty");
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 is '" + sha256 + "', expected 64 lower-case hexadecimal digits");
        }
    }
}
