package io.tributary.schemas.pipeline;

import java.nio.file.Path;
import java.util.List;

/**
 * A task whose classes are described by texts and not learned: a moment is of the class whose texts lie nearest to it, in the
 * space that an encoder of texts shares with the modalities' encoders.
 *
 * @param classes at least two, with different names
 * @param encoder folder of the encoder that embeds the texts, such as a model of two towers
 * @param modalities of the pipeline whose embeddings are compared with the texts; at least one
 * @param temperature what cosines are divided by before the softmax, more than 0: the lower, the surer
 */
public record ZeroShot(List<PromptedClass> classes, Path encoder, List<String> modalities, float temperature) {
    /** What CLIP was trained with, in the end. */
    public static final float USUAL_TEMPERATURE = 0.01f;

    /** @throws IllegalArgumentException naming what was found and what was expected */
    public ZeroShot {
        classes = List.copyOf(classes);
        modalities = List.copyOf(modalities);
        require(
                classes.stream().map(PromptedClass::name).distinct().count() == classes.size() && classes.size() >= 2,
                "prompts",
                classes.stream().map(PromptedClass::name).toList(),
                "at least two classes, all different");
        require(!modalities.isEmpty(), "modalities", modalities, "at least one");
        require(temperature > 0 && Float.isFinite(temperature), "temperature", temperature, "a number above 0");
    }

    /**
     * A class and what describes it.
     *
     * @param prompts at least one text, as it is embedded
     */
    public record PromptedClass(String name, List<String> prompts) {
        /** @throws IllegalArgumentException without a text */
        public PromptedClass {
            prompts = List.copyOf(prompts);
            require(!prompts.isEmpty(), "prompts." + name, prompts, "at least one text");
        }
    }

    private static void require(boolean condition, String key, Object found, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(key + " is " + found + ", expected " + expected);
        }
    }
}
