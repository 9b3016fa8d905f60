package io.tributary.training.head;

import java.util.List;

/**
 * What a head takes and gives.
 *
 * @param modalities in the order of the mask's columns
 * @param classes in the order of the scores
 * @param width values of the hidden layer, or of a modality's token
 */
public record HeadShape(List<Input> modalities, List<String> classes, int width) {
    /**
     * One modality's embeddings of one space, float32: vectors {@code [dimension]}, or sequences {@code [positions, dimension]}.
     *
     * @param sequence the most positions; 0 for vectors
     */
    public record Input(String modality, int dimension, String space, int sequence) {
        /** Vectors. */
        public Input(String modality, int dimension, String space) {
            this(modality, dimension, space, 0);
        }

        boolean takesSequence() {
            return sequence > 0;
        }
    }

    /** @throws IllegalArgumentException without a modality, with fewer than two classes or without width */
    public HeadShape {
        modalities = List.copyOf(modalities);
        classes = List.copyOf(classes);
        if (modalities.isEmpty() || classes.size() < 2 || width < 1) {
            throw new IllegalArgumentException("a head of " + modalities.size() + " modalities, " + classes.size()
                    + " classes and width " + width + ", expected at least 1, 2 and 1");
        }
    }

    /** The same of vectors alone. */
    public HeadShape ofVectors() {
        List<Input> vectors = modalities.stream()
                .map(input -> new Input(input.modality(), input.dimension(), input.space()))
                .toList();
        return new HeadShape(vectors, classes, width);
    }

    /** Which of the inputs that take sequences an input is, counted from 0. */
    int sequenceNumber(int modality) {
        return (int) modalities.subList(0, modality).stream()
                .filter(Input::takesSequence)
                .count();
    }
}
