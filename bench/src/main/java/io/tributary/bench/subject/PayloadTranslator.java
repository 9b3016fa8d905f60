package io.tributary.bench.subject;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Payload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One payload to a model's input and its output to a vector, written as DJL's examples are: its tokenizer, its images. */
abstract class PayloadTranslator implements Translator<Payload, float[]> {
    static PayloadTranslator of(Bundle bundle) {
        Preprocessing preprocessing = bundle.preprocessing();
        if (preprocessing instanceof Preprocessing.Text text) {
            return new OfText(text);
        }
        if (preprocessing instanceof Preprocessing.Image image) {
            return new OfImage(image);
        }
        return new OfReading((Preprocessing.Sensor) preprocessing);
    }

    @Override
    public float[] processOutput(TranslatorContext context, NDList list) {
        return list.head().toFloatArray();
    }

    /** None: every input brings its axis of one. */
    @Override
    public @Nullable Batchifier getBatchifier() {
        return null;
    }

    private static final class OfText extends PayloadTranslator {
        private final HuggingFaceTokenizer tokenizer;

        OfText(Preprocessing.Text text) {
            try {
                this.tokenizer = HuggingFaceTokenizer.builder()
                        .optTokenizerPath(text.tokenizer())
                        .optTruncation(true)
                        .optMaxLength(text.maxTokens())
                        .optPadding(false)
                        .build();
            } catch (IOException e) {
                throw new IllegalStateException(text.tokenizer() + " cannot be read: " + e.getMessage(), e);
            }
        }

        @Override
        public NDList processInput(TranslatorContext context, Payload payload) {
            long[] ids = tokenizer.encode(((Payload.Text) payload).text()).getIds();
            long[] mask = new long[ids.length];
            Arrays.fill(mask, 1);
            return new NDList(longs(context, "input_ids", ids), longs(context, "attention_mask", mask));
        }

        private static NDArray longs(TranslatorContext context, String name, long[] values) {
            NDArray array =
                    context.getNDManager().create(LongBuffer.wrap(values), new Shape(1, values.length), DataType.INT64);
            array.setName(name);
            return array;
        }
    }

    private static final class OfImage extends PayloadTranslator {
        private final Preprocessing.Image image;

        OfImage(Preprocessing.Image image) {
            this.image = image;
        }

        @Override
        public NDList processInput(TranslatorContext context, Payload payload) throws IOException {
            var file =
                    new ByteArrayInputStream(((Payload.Image) payload).content().toArray());
            var pixels = (BufferedImage) ImageFactory.getInstance()
                    .fromInputStream(file)
                    .resize(image.width(), image.height(), false)
                    .getWrappedImage();
            int[] colors = pixels.getRGB(0, 0, image.width(), image.height(), null, 0, image.width());
            float[] values = new float[image.channels() * colors.length];
            for (int channel = 0; channel < image.channels(); channel++) {
                fill(values, channel, colors);
            }
            return floats(context.getNDManager(), "pixels", values, 1, image.channels(), image.height(), image.width());
        }

        private void fill(float[] values, int channel, int[] colors) {
            double mean = image.mean().get(channel);
            double deviation = image.std().get(channel);
            for (int i = 0; i < colors.length; i++) {
                double level = image.color() ? colors[i] >> (16 - 8 * channel) & 0xFF : luminance(colors[i]);
                values[channel * colors.length + i] = (float) ((level * image.scale() - mean) / deviation);
            }
        }

        private static double luminance(int color) {
            return 0.299 * (color >> 16 & 0xFF) + 0.587 * (color >> 8 & 0xFF) + 0.114 * (color & 0xFF);
        }
    }

    private static final class OfReading extends PayloadTranslator {
        private final Preprocessing.Sensor sensor;

        OfReading(Preprocessing.Sensor sensor) {
            this.sensor = sensor;
        }

        @Override
        public NDList processInput(TranslatorContext context, Payload payload) {
            var reading = (Payload.Reading) payload;
            float[] values = reading.samples().toArray();
            return floats(
                    context.getNDManager(),
                    "samples",
                    values,
                    1,
                    sensor.length(),
                    reading.channels().size());
        }
    }

    private static NDList floats(NDManager manager, String name, float[] values, long... shape) {
        NDArray array = manager.create(FloatBuffer.wrap(values), new Shape(shape), DataType.FLOAT32);
        array.setName(name);
        return new NDList(array);
    }
}
