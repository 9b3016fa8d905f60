package io.tributary.bench.bundle;

import io.tributary.bench.bundle.MeasuredModel.Role;
import io.tributary.bench.load.DrawnImages;
import io.tributary.bench.load.DrawnReadings;
import io.tributary.bench.load.Inputs;
import io.tributary.bench.load.Vocabulary;
import io.tributary.bench.load.ZipfTexts;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What can be measured, by name. Every process that is told the same two folders knows the same models and inputs.
 *
 * @param home where {@code models/encoders} lies
 * @param cache where generated bundles are kept
 */
public record Catalogue(Path home, Path cache) {
    private static final long SEED = 20_261_121;
    private static final int MEAN_TOKENS = 25;
    private static final int VGA_WIDTH = 640;
    private static final int VGA_HEIGHT = 480;
    private static final double RATE_HZ = 10;

    /** For models that take any. */
    private static final List<String> SOME_CHANNELS = List.of("a", "b", "c", "d");

    /** Every name, the published shapes first. */
    public List<String> names() {
        List<String> names = new ArrayList<>(List.of("minilm-float32", "minilm-int8", "mobilenet"));
        try (Stream<Path> folders = Files.list(bundled())) {
            folders.filter(folder -> Files.isRegularFile(folder.resolve("bundle.yaml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .forEach(names::add);
        } catch (IOException e) {
            throw new UncheckedIOException(bundled() + " cannot be listed", e);
        }
        names.add("identity");
        return names;
    }

    private Path bundled() {
        return home.resolve("models/encoders");
    }

    /** @throws IllegalArgumentException naming the one that there is not, and those that there are */
    public void requireKnown(List<String> wanted) {
        List<String> known = names();
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("There is no model '" + name + "', expected one of " + known);
            }
        }
    }

    /** @throws IllegalArgumentException if there is no such model */
    public MeasuredModel find(String name) {
        requireKnown(List.of(name));
        var generated = new GeneratedBundles(cache, bundled().resolve("text/tokenizer.json"));
        return switch (name) {
            case "minilm-float32" -> measured(name, generated.minilmFloat32(), Role.PUBLISHED_SHAPE);
            case "minilm-int8" -> measured(name, generated.minilmInt8(), Role.PUBLISHED_SHAPE);
            case "mobilenet" -> measured(name, generated.mobileNet(), Role.PUBLISHED_SHAPE);
            case "identity" -> measured(name, generated.identity(), Role.IDENTITY);
            default -> measured(name, bundled().resolve(name), Role.BUNDLED);
        };
    }

    private static MeasuredModel measured(String name, Path folder, Role role) {
        Bundle bundle = Bundle.read(folder);
        return new MeasuredModel(name, bundle, inputs(bundle.preprocessing()), role);
    }

    private static Inputs inputs(Preprocessing preprocessing) {
        if (preprocessing instanceof Preprocessing.Text text) {
            int most = Math.min(GeneratedBundles.MAX_TOKENS, text.maxTokens());
            return new ZipfTexts(Vocabulary.words(text.tokenizer()), MEAN_TOKENS, most, SEED);
        }
        if (preprocessing instanceof Preprocessing.Image image) {
            // Colour as cameras send it; grey models are fed by devices of their own resolution.
            return image.color()
                    ? new DrawnImages(VGA_WIDTH, VGA_HEIGHT, true, SEED)
                    : new DrawnImages(image.width(), image.height(), false, SEED);
        }
        if (preprocessing instanceof Preprocessing.ProcessedImage) {
            return new DrawnImages(VGA_WIDTH, VGA_HEIGHT, true, SEED);
        }
        var sensor = (Preprocessing.Sensor) preprocessing;
        List<String> channels = sensor.channels().isEmpty() ? SOME_CHANNELS : sensor.channels();
        return new DrawnReadings(channels, sensor.length(), RATE_HZ, SEED);
    }
}
