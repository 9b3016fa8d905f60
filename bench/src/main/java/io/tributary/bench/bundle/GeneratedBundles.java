package io.tributary.bench.bundle;

import io.tributary.bench.graph.IdentityGraph;
import io.tributary.bench.graph.MobileNetGraph;
import io.tributary.bench.graph.TransformerGraph;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Payload;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Models of published shapes with random weights, written as bundles.
 *
 * @param cache where they are kept from one run to the next
 * @param tokenizer for texts, with no more pieces than the transformer has rows
 */
public record GeneratedBundles(Path cache, Path tokenizer) {
    private static final long SEED = 20_261_121;

    /** Of the texts of the transformers. */
    public static final int MAX_TOKENS = 128;

    static final IdentityGraph IDENTITY = new IdentityGraph(32, 4);

    static final List<String> IDENTITY_CHANNELS = List.of("a", "b", "c", "d");

    private static final double FLOAT_TOLERANCE = 1e-3;

    /** Activations are quantised by the range of the whole batch, so company changes a vector a little. */
    private static final double INTEGER_TOLERANCE = 2e-2;

    private static final List<String> SENTENCES = List.of(
            "the pump is running hot again", "good", "a long and quiet night, with nothing to report by anyone");

    /** A MiniLM-shaped transformer in float32. */
    public Path minilmFloat32() {
        return transformer("minilm-float32", () -> TransformerGraph.MINILM.float32(SEED), FLOAT_TOLERANCE);
    }

    /** The same, quantised dynamically to int8. */
    public Path minilmInt8() {
        return transformer("minilm-int8", () -> TransformerGraph.MINILM.dynamicInt8(SEED), INTEGER_TOLERANCE);
    }

    private Path transformer(String name, java.util.function.Supplier<byte[]> model, double tolerance) {
        return new GeneratedBundle(
                        name,
                        TransformerGraph.MINILM.width(),
                        "kind: text\ntext: { tokenizer: tokenizer.json, max-tokens: %d }".formatted(MAX_TOKENS),
                        Optional.of(tokenizer),
                        model,
                        SENTENCES.stream()
                                .map(text -> new GeneratedBundle.ReferenceInput(text, new Payload.Text(text)))
                                .toList(),
                        tolerance)
                .in(cache);
    }

    /** A MobileNetV2-shaped network. */
    public Path mobileNet() {
        return new GeneratedBundle(
                        "mobilenet",
                        MobileNetGraph.DIMENSION,
                        """
                        kind: image
                        image: { width: %d, height: %d, channels: rgb, scale: 0.00392156862745098, \
                        mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] }"""
                                .formatted(MobileNetGraph.SIDE, MobileNetGraph.SIDE),
                        Optional.empty(),
                        () -> MobileNetGraph.float32(SEED),
                        pictures(2),
                        FLOAT_TOLERANCE)
                .in(cache);
    }

    private static List<GeneratedBundle.ReferenceInput> pictures(int count) {
        List<GeneratedBundle.ReferenceInput> pictures = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            byte[] png = png(new SplittableRandom(SEED + number));
            pictures.add(new GeneratedBundle.ReferenceInput(png, new Payload.Image(Bytes.owning(png))));
        }
        return pictures;
    }

    private static byte[] png(SplittableRandom random) {
        var picture = new BufferedImage(MobileNetGraph.SIDE, MobileNetGraph.SIDE, BufferedImage.TYPE_INT_RGB);
        int tint = random.nextInt();
        for (int y = 0; y < MobileNetGraph.SIDE; y++) {
            for (int x = 0; x < MobileNetGraph.SIDE; x++) {
                picture.setRGB(x, y, (x * 0x10203 + y * 0x30201) ^ tint);
            }
        }
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture in memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /** A model whose embedding is its input: what is left is the framework. */
    public Path identity() {
        List<List<Float>> rows = new ArrayList<>();
        float[] samples = new float[IDENTITY.length() * IDENTITY.channels()];
        for (int row = 0; row < IDENTITY.length(); row++) {
            List<Float> values = new ArrayList<>();
            for (int channel = 0; channel < IDENTITY.channels(); channel++) {
                float value = row + channel / 10f;
                samples[row * IDENTITY.channels() + channel] = value;
                values.add(value);
            }
            rows.add(values);
        }
        return new GeneratedBundle(
                        "identity",
                        samples.length,
                        "kind: sensor\nsensor: { channels: [%s], length: %d }"
                                .formatted(String.join(", ", IDENTITY_CHANNELS), IDENTITY.length()),
                        Optional.empty(),
                        IDENTITY::float32,
                        List.of(new GeneratedBundle.ReferenceInput(
                                rows, Payload.Reading.series(IDENTITY_CHANNELS, 1, FloatVector.of(samples)))),
                        FLOAT_TOLERANCE)
                .in(cache);
    }
}
