package io.tributary.encoders.model;

import io.tributary.schemas.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a model expects of its input, as the bundle says it. */
public sealed interface Preprocessing {
    Kind kind();

    /** The graph's inputs as they must be; a size of 0 is any. */
    List<GraphTensor> inputs();

    /** A batch as the graph takes it, from one as it was packed. */
    default List<ModelInput> fitted(List<ModelInput> inputs) {
        return inputs;
    }

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
     * One input, float32 {@code [batch, 3, height, width]}, as a model's own processor makes it.
     *
     * @param input name of the graph's input
     * @param reducedDecoding whether large JPEG images may be decoded at a fraction of their size
     * @param unused inputs that do not matter to the answer and must be given all the same
     */
    record ProcessedImage(String input, ImageProcessor processor, boolean reducedDecoding, List<UnusedInput> unused)
            implements Preprocessing {
        public ProcessedImage {
            unused = List.copyOf(unused);
        }

        @Override
        public Kind kind() {
            return Kind.IMAGE;
        }

        @Override
        public List<GraphTensor> inputs() {
            PixelSize size = processor.size();
            List<GraphTensor> needed = new ArrayList<>();
            needed.add(GraphTensor.of(input, "float32", 0, 3, size.height(), size.width()));
            unused.forEach(other -> needed.add(new GraphTensor(other.name(), other.type(), Optional.empty())));
            return needed;
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
     * @param tensor where the graph has another name or another order of axes
     */
    record Sensor(List<String> channels, int length, List<Double> mean, List<Double> std, SensorTensor tensor)
            implements Preprocessing {
        /** Of a reading for a model that takes any channels. */
        public static final int MOST_CHANNELS = 64;

        public Sensor(List<String> channels, int length, List<Double> mean, List<Double> std) {
            this(channels, length, mean, std, SensorTensor.USUAL);
        }

        /** Values as they are. */
        public Sensor(List<String> channels, int length) {
            this(channels, length, List.of(), List.of());
        }

        /** The same of a graph with another input. */
        Sensor with(SensorTensor other) {
            return new Sensor(channels, length, mean, std, other);
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
            return List.of(tensor.graphInput(length, channels.size()));
        }

        @Override
        public List<ModelInput> fitted(List<ModelInput> packed) {
            return tensor.fitted(packed);
        }
    }
}
