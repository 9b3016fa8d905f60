package io.tributary.encoders.model;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;

/** A Hugging Face {@code tokenizer.json}: text to token ids, cut at the model's limit. Used by one thread at a time. */
public final class TextTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private TextTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * @param maxTokens of one text, the tokenizer's own marks included
     * @throws InvalidBundleException if the file is not a tokenizer
     */
    public static TextTokenizer open(Path file, int maxTokens) {
        OnnxRuntime.initialise();
        try {
            return new TextTokenizer(HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optPadding(false)
                    .optTruncation(true)
                    .optMaxLength(maxTokens)
                    .build());
        } catch (IOException | RuntimeException e) {
            throw new InvalidBundleException(
                    file + " cannot be read as a Hugging Face tokenizer.json: " + e.getMessage(), e);
        }
    }

    public Tokens tokenize(String text) {
        Encoding encoding = tokenizer.encode(text);
        return new Tokens(encoding.getIds(), encoding.getTypeIds(), encoding.exceedMaxLength());
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
