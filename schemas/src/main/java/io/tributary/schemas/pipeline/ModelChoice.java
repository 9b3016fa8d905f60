package io.tributary.schemas.pipeline;

import java.util.Optional;

/**
 * What a modality says about a model folder that holds more than one possibility, as folders from Hugging Face do. A
 * bundle with a manifest leaves no choice.
 *
 * @param variant {@code float32}, {@code int8} for the 8-bit file that suits the processor, the end of a file's name such
 *     as {@code fp16}, or a file's name
 * @param prompt name of one of the model's own prompts, which is put before each text; empty for the model's default
 * @param space of the vectors; empty for one that is derived from the model's name and weights
 * @param reducedDecoding whether large JPEG images may be decoded at a fraction of their size, which is faster and not
 *     quite what the model's own preprocessing does
 * @param sequence the most positions, such as tokens or regions, that an embedding carries beside its vector; 0 for vectors
 *     alone
 */
public record ModelChoice(
        String variant, Optional<String> prompt, Optional<String> space, boolean reducedDecoding, int sequence) {
    public static final String FLOAT32 = "float32";
    public static final String INT8 = "int8";

    /** Vectors alone. */
    public ModelChoice(String variant, Optional<String> prompt, Optional<String> space, boolean reducedDecoding) {
        this(variant, prompt, space, reducedDecoding, 0);
    }

    /** float32, with the model's own defaults. */
    public static ModelChoice usual() {
        return new ModelChoice(FLOAT32, Optional.empty(), Optional.empty(), false);
    }
}
