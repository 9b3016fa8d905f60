package io.tributary.encoders.model;

import io.tributary.schemas.Kind;
import java.nio.file.Path;
import java.util.List;

/** What a model expects of its input, as the bundle says it. */
public sealed interface Preprocessing {
    Kind kind();

    /** The graph's inputs as they must be; a size of 0 is any. */
    List<GraphTensor> inputs();

    /**
     * Inputs {@code input_ids} and what else the graph wants of the tokens, int64 {@code [batch, tokens]}.
     *
     * @param tokenizer a {@code tokenizer.json}
     * @param maxTokens longer texts are cut
     * @param wording what is done to a text before it is tokenized
     * @param tensors which inputs are made of the tokens, and how
     */
    record Text(Path tokenizer, int maxTokens, Wording wording, TokenTensors tensors) implements Preprocessing {
        /** Texts as they are, and the inputs {@code input_ids} and {@code attention_mask}. */
        public Text(Path tokenizer, int maxTokens) {
            this(tokenizer, maxTokens, Wording.AS_IT_IS, TokenTensors.USUAL);
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public List<GraphTensor> inputs() {
            return tensors.graphInputs();
        }
    }

    /**
     * Input {@code pixels}, float32 {@code [batch, channels, height, width]}, each (pixel * scale - mean) / std with pixel
     * 0 to 255.
     *
     * @param color three channels in the order red, green, blue, or one channel of grey
     * @param mean one a channel
     * @param std one a channel, none 0
     */
    record Image(int width, int height, boolean color, double scale, List<Double> mean, List<Double> std)
            implements Preprocessing {
        @Override
        public Kind kind() {
            return Kind.IMAGE;
        }

        @Override
        public List<GraphTensor> inputs() {
            return List.of(GraphTensor.of("pixels", "float32", 0, channels(), height, width));
        }

        public int channels() {
            return color ? 3 : 1;
        }
    }

    /**
     * Input {@code samples}, float32 {@code [batch, length, channels]}, in the units in which the sensor reports; with a mean
     * and a std, (value - mean) / std.
     *
     * @param channels names, in the order of the last axis; none where the model takes any channels, in the order of their
     *     names, a missing one as NaN
     * @param length points in time
     * @param mean one a channel, or none
     * @param std one a channel, none 0, or none
     */
    record Sensor(List<String> channels, int length, List<Double> mean, List<Double> std) implements Preprocessing {
        /** Of a reading for a model that takes any channels. */
        public static final int MOST_CHANNELS = 64;

        /** Values as they are. */
        public Sensor(List<String> channels, int length) {
            this(channels, length, List.of(), List.of());
        }

        public boolean takesAnyChannels() {
            return channels.isEmpty();
        }

        @Override
        public Kind kind() {
            return Kind.SENSOR;
        }

        @Override
        public List<GraphTensor> inputs() {
            return List.of(GraphTensor.of("samples", "float32", 0, length, channels.size()));
        }
    }
}
