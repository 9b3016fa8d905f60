package io.tributary.encoders.model;

import io.tributary.schemas.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What a model expects of its input, as the bundle says it. */
public sealed interface Preprocessing {
    Kind kind();

    /** The names of the graph's inputs. */
    Set<String> inputs();

    /**
     * Inputs {@code input_ids} and {@code attention_mask}, int64 {@code [batch, tokens]}.
     *
     * @param tokenizer a {@code tokenizer.json}
     * @param maxTokens longer texts are cut
     */
    record Text(Path tokenizer, int maxTokens) implements Preprocessing {
        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public Set<String> inputs() {
            return Set.of("input_ids", "attention_mask");
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
        public Set<String> inputs() {
            return Set.of("pixels");
        }

        public int channels() {
            return color ? 3 : 1;
        }
    }

    /**
     * Input {@code samples}, float32 {@code [batch, length, channels]}, in the units in which the sensor reports.
     *
     * @param channels names, in the order of the last axis
     * @param length points in time
     */
    record Sensor(List<String> channels, int length) implements Preprocessing {
        @Override
        public Kind kind() {
            return Kind.SENSOR;
        }

        @Override
        public Set<String> inputs() {
            return Set.of("samples");
        }
    }
}
