package io.tributary.encoders.text;

import io.tributary.encoders.Preparation;
import io.tributary.encoders.model.ModelInput;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.model.TextTokenizer;
import io.tributary.encoders.model.TokenTensors;
import io.tributary.encoders.model.Tokens;
import io.tributary.encoders.model.Wording;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.Refusal;
import io.tributary.schemas.RefusedException;
import java.util.List;

/** Texts as token ids; a batch holds texts of similar length, so that little of it is padding. */
public final class TextPreparation implements Preparation<Tokens> {
    /** Longest text, in UTF-16 code units; as at the door. */
    static final int MAX_LENGTH = 100_000;

    private final TextTokenizer tokenizer;
    private final Wording wording;
    private final TokenTensors tensors;

    private TextPreparation(TextTokenizer tokenizer, Wording wording, TokenTensors tensors) {
        this.tokenizer = tokenizer;
        this.wording = wording;
        this.tensors = tensors;
    }

    /** Opens the tokenizer, which {@link #close()} closes. */
    public static TextPreparation open(Preprocessing.Text text) {
        return new TextPreparation(
                TextTokenizer.open(text.tokenizer(), text.maxTokens()), text.wording(), text.tensors());
    }

    @Override
    public Tokens prepare(Observation observation) throws RefusedException {
        if (!(observation.payload() instanceof Payload.Text text)) {
            throw new RefusedException(
                    Refusal.Cause.WRONG_MODALITY,
                    "payload",
                    "payload is " + observation.payload().kind().lowerCase() + ", expected text");
        }
        if (text.text().isBlank()) {
            throw new RefusedException(Refusal.Cause.EMPTY_TEXT, "text", "text is empty, expected words");
        }
        if (text.text().length() > MAX_LENGTH) {
            throw new RefusedException(
                    Refusal.Cause.TEXT_TOO_LONG,
                    "text",
                    "text has " + text.text().length() + " characters, expected at most " + MAX_LENGTH
                            + "; split it into several observations");
        }
        return tokenizer.tokenize(wording.of(text.text()));
    }

    @Override
    public int width(Tokens prepared) {
        return tensors.width() > 0 ? tensors.width() : prepared.length();
    }

    @Override
    public boolean isOfOneWidth() {
        return false;
    }

    @Override
    public List<ModelInput> pack(List<Tokens> batch) {
        return tensors.pack(batch);
    }

    @Override
    public boolean isTruncated(Tokens prepared) {
        return prepared.isTruncated();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
