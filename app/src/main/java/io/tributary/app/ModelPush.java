package io.tributary.app;

import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.schemas.ModelReference;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.ModelChoice;
import io.tributary.schemas.pipeline.Pipeline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A model that passed its self-test here and may be pushed.
 *
 * @param dimension of its vectors
 */
record ModelPush(ModelReference reference, int dimension) {
    /**
     * Loads and tests a folder's model as the encoders of {@code modality} would.
     *
     * @param choice empty values for what the pipeline file says of the modality
     * @param place the folder as the encoders see it; empty where that is the same
     * @throws UserException if the encoders would refuse it, in their words
     */
    static ModelPush of(Modality modality, Path given, Choice choice, Optional<String> place) {
        Path folder = given.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new UserException("There is no folder " + folder + ", expected one with an encoder's model");
        }
        Modality chosen = modality.with(folder, choice.of(modality, folder));
        try (Encoder encoder = Encoders.open(chosen)) {
            return new ModelPush(
                    new ModelReference(
                            modality.name(),
                            place.orElse(folder.toString()),
                            pinned(chosen, encoder),
                            encoder.modelName(),
                            encoder.modelHash(),
                            encoder.space(),
                            Instant.now()),
                    encoder.dimension());
        } catch (InvalidBundleException e) {
            throw new UserException(String.valueOf(e.getMessage()));
        }
    }

    /** Which 8-bit file is chosen depends on the processor, and all encoders must run the same one. */
    private static ModelChoice pinned(Modality chosen, Encoder encoder) {
        ModelChoice choice = chosen.model();
        if (!choice.variant().equals(ModelChoice.INT8)) {
            return choice;
        }
        String file = String.valueOf(Bundle.read(chosen).modelFile().getFileName());
        return new ModelChoice(
                file, choice.prompt(), Optional.of(encoder.space()), choice.reducedDecoding(), choice.sequence());
    }

    /** The modality of a pipeline. */
    static Modality modality(Pipeline pipeline, String name) {
        return pipeline.modality(name)
                .orElseThrow(() -> new UserException("There is no modality '" + name + "' in the pipeline "
                        + pipeline.name() + "; expected one of " + String.join(", ", pipeline.modalityNames())));
    }

    /** What the command line chooses of a folder from the hub. */
    record Choice(Optional<String> variant, Optional<String> prompt, Optional<String> space) {
        /** The modality's own space is the name of its own encoder's, so another model never inherits it. */
        ModelChoice of(Modality modality, Path folder) {
            if (!Bundle.isFromHub(folder)) {
                return new ModelChoice(variant.orElse(ModelChoice.FLOAT32), prompt, space, false);
            }
            return new ModelChoice(
                    variant.orElse(modality.model().variant()),
                    prompt.or(() -> modality.model().prompt()),
                    space,
                    modality.model().reducedDecoding(),
                    modality.model().sequence());
        }
    }
}
