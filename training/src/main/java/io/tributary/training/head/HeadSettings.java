package io.tributary.training.head;

/**
 * How a head is fitted.
 *
 * @param width values of the hidden layer or token; 32 to 128 suit embeddings of 128 values
 * @param dropout share in [0, 1) of inputs and hidden values set to zero at random in training
 * @param modalityDropout probability in [0, 1) with which a present modality is left out of an example in training
 * @param weightDecay share of a weight that is added to its gradient
 * @param rate step size of gradient descent with momentum 0.9
 * @param batch examples a step
 * @param epochs most passes over the training part
 * @param patience passes without improvement of the held-out loss before stopping
 * @param folds parts of which each is held out once; 1 = one part of a fifth is held out; 0 = 5 below 3,000 examples, else 1
 * @param classBalance 0 = every example counts the same, 1 = every class counts the same, between = between
 * @param seed of everything random; the same seed gives the same head
 */
public record HeadSettings(
        int width,
        float dropout,
        float modalityDropout,
        float weightDecay,
        float rate,
        int batch,
        int epochs,
        int patience,
        int folds,
        float classBalance,
        long seed) {
    public HeadSettings {
        require(width >= 1 && width <= 4096, "width", width, "1 to 4096");
        require(dropout >= 0 && dropout < 1, "dropout", dropout, "0 or more, less than 1");
        require(modalityDropout >= 0 && modalityDropout < 1, "modality-dropout", modalityDropout, "0 or more, below 1");
        require(weightDecay >= 0, "weight-decay", weightDecay, "0 or more");
        require(rate > 0, "rate", rate, "more than 0");
        require(batch >= 1, "batch", batch, "1 or more");
        require(epochs >= 1, "epochs", epochs, "1 or more");
        require(patience >= 1, "patience", patience, "1 or more");
        require(folds >= 0 && folds <= 20, "folds", folds, "0 to 20");
        require(classBalance >= 0 && classBalance <= 1, "class-balance", classBalance, "0 to 1");
    }

    public static HeadSettings defaults() {
        return new HeadSettings(64, 0.3f, 0.25f, 1e-3f, 0.05f, 64, 60, 15, 0, 0f, 1);
    }

    /** As {@link #defaults()}, with the width that suits a kind of fusion. */
    public static HeadSettings defaultsOf(Fusion fusion) {
        return defaults().withWidth(fusion.usualWidth());
    }

    public HeadSettings withWidth(int value) {
        return new HeadSettings(
                value, dropout, modalityDropout, weightDecay, rate, batch, epochs, patience, folds, classBalance, seed);
    }

    public HeadSettings withDropout(float value) {
        return new HeadSettings(
                width, value, modalityDropout, weightDecay, rate, batch, epochs, patience, folds, classBalance, seed);
    }

    public HeadSettings withModalityDropout(float value) {
        return new HeadSettings(
                width, dropout, value, weightDecay, rate, batch, epochs, patience, folds, classBalance, seed);
    }

    public HeadSettings withWeightDecay(float value) {
        return new HeadSettings(
                width, dropout, modalityDropout, value, rate, batch, epochs, patience, folds, classBalance, seed);
    }

    public HeadSettings withRate(float value) {
        return new HeadSettings(
                width,
                dropout,
                modalityDropout,
                weightDecay,
                value,
                batch,
                epochs,
                patience,
                folds,
                classBalance,
                seed);
    }

    public HeadSettings withBatch(int value) {
        return new HeadSettings(
                width, dropout, modalityDropout, weightDecay, rate, value, epochs, patience, folds, classBalance, seed);
    }

    public HeadSettings withEpochs(int value) {
        return new HeadSettings(
                width, dropout, modalityDropout, weightDecay, rate, batch, value, patience, folds, classBalance, seed);
    }

    public HeadSettings withPatience(int value) {
        return new HeadSettings(
                width, dropout, modalityDropout, weightDecay, rate, batch, epochs, value, folds, classBalance, seed);
    }

    public HeadSettings withFolds(int value) {
        return new HeadSettings(
                width, dropout, modalityDropout, weightDecay, rate, batch, epochs, patience, value, classBalance, seed);
    }

    public HeadSettings withClassBalance(float value) {
        return new HeadSettings(
                width, dropout, modalityDropout, weightDecay, rate, batch, epochs, patience, folds, value, seed);
    }

    public HeadSettings withSeed(long value) {
        return new HeadSettings(
                width,
                dropout,
                modalityDropout,
                weightDecay,
                rate,
                batch,
                epochs,
                patience,
                folds,
                classBalance,
                value);
    }

    private static void require(boolean condition, String key, Object found, String expected) {
        if (!condition) {
            throw new IllegalArgumentException(key + " is " + found + ", expected " + expected);
        }
    }
}
