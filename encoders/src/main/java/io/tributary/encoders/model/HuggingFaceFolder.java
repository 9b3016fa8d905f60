package io.tributary.encoders.model;

import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.ModelChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model's folder exactly as it lies on the Hugging Face hub, with its model exported to ONNX. */
public final class HuggingFaceFolder {
    private static final Pattern CACHE = Pattern.compile("models--(?:[^/]*--)?([^/]+)");

    private final Path folder;
    private final ModelChoice choice;
    private final HuggingFaceFiles files;
    private final JsonFile config;

    private HuggingFaceFolder(Path folder, ModelChoice choice) {
        this.folder = folder;
        this.choice = choice;
        this.files = new HuggingFaceFiles(folder, choice.variant());
        this.config = JsonFile.orEmpty(folder.resolve("config.json"));
    }

    /** Whether this looks like such a folder; what is wrong with it, {@link #bundle} says. */
    static boolean isOne(Path folder) {
        return Files.isRegularFile(folder.resolve("config.json"))
                || Files.isRegularFile(folder.resolve("modules.json"))
                || !new HuggingFaceFiles(folder, ModelChoice.FLOAT32).all().isEmpty();
    }

    /** @throws InvalidBundleException if there is no usable model in the folder */
    public static HuggingFaceFolder open(Path folder, ModelChoice choice) {
        return new HuggingFaceFolder(folder.toAbsolutePath().normalize(), choice);
    }

    /** What the folder's models encode: text, images, or both in one space. */
    public Set<Kind> kinds() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        if (files.has(HuggingFaceFiles.TEXT_TOWER)) {
            kinds.add(Kind.TEXT);
        }
        if (files.has(HuggingFaceFiles.VISION_TOWER)) {
            kinds.add(Kind.IMAGE);
        }
        if (kinds.isEmpty()) {
            OnnxFile graph = OnnxFile.read(files.choose(HuggingFaceFiles.WHOLE));
            if (graph.input("input_ids").isPresent()) {
                kinds.add(Kind.TEXT);
            }
            if (graph.input(HuggingFaceImage.PIXELS).isPresent()) {
                kinds.add(Kind.IMAGE);
            }
            if (kinds.isEmpty()) {
                throw new InvalidBundleException(folder + " has a model with the inputs " + graph.inputs()
                        + ", expected input_ids for texts or pixel_values for images;"
                        + " write a " + BundleFile.NAME + " for any other model");
            }
        }
        return kinds;
    }

    /** @param wanted decides where the folder has models of both kinds */
    Bundle bundle(Optional<Kind> wanted) {
        Set<Kind> kinds = kinds();
        if (wanted.isEmpty() && kinds.size() > 1) {
            throw new InvalidBundleException(
                    folder + " encodes both texts and images, expected to be told which; say kind text or kind image");
        }
        Kind kind = wanted.filter(kinds::contains).orElse(kinds.iterator().next());
        return kind == Kind.TEXT ? text() : image();
    }

    private Bundle text() {
        Path model = files.choose(
                files.has(HuggingFaceFiles.TEXT_TOWER) ? HuggingFaceFiles.TEXT_TOWER : HuggingFaceFiles.WHOLE);
        var text = new HuggingFaceText(folder, config, OnnxFile.read(model), choice);
        Readout readout = text.readout();
        return bundle(model, text.dimension(readout), text.preprocessing(), readout, text.usualOutput());
    }

    private Bundle image() {
        if (choice.prompt().isPresent()) {
            throw new InvalidBundleException("prompt is '" + choice.prompt().get() + "' for images of " + folder
                    + ", expected prompts for texts only; remove it from the pipeline file");
        }
        Path model = files.choose(
                files.has(HuggingFaceFiles.VISION_TOWER) ? HuggingFaceFiles.VISION_TOWER : HuggingFaceFiles.WHOLE);
        var image = new HuggingFaceImage(folder, config, OnnxFile.read(model), choice);
        Readout readout = image.readout();
        return bundle(model, image.dimension(readout), image.preprocessing(), readout, image.usualOutput());
    }

    private Bundle bundle(Path model, int dimension, Preprocessing preprocessing, Readout readout, String usualOutput) {
        if (readout.positions() > Readout.mostPositions(dimension)) {
            throw new InvalidBundleException(
                    "sequence is " + readout.positions() + " for " + folder
                            + ", expected at most " + Readout.mostPositions(dimension) + " of " + dimension
                            + " values, so that an embedding is no longer than a record may be; change it in the pipeline file");
        }
        // A vector that is made of another output is another vector.
        String ending = readout.output().equals(usualOutput) ? "" : "-sequence";
        return new Bundle(
                folder,
                name(),
                1,
                choice.space().orElseGet(() -> space() + ending),
                dimension,
                model,
                FileHash.of(model),
                preprocessing,
                readout,
                false);
    }

    /** The name under which the model was saved; else the folder's, which in the hub's cache is two folders up. */
    private String name() {
        Optional<String> saved = config.text("_name_or_path").map(path -> path.substring(path.lastIndexOf('/') + 1));
        if (saved.isPresent() && saved.get().matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            return saved.get();
        }
        Matcher cached = CACHE.matcher(folder.toString());
        return cached.find() ? cached.group(1) : String.valueOf(folder.getFileName());
    }

    /**
     * One for all the models of the folder, which were trained together; another for each way of computing with fewer
     * bits, whichever file of it suits the processor.
     */
    private String space() {
        List<Path> weights = files.original();
        String hash = FileHash.of(weights).substring(0, 12);
        String variant = choice.variant().replaceAll("\\.onnx$", "").replaceAll("^.*/", "");
        String suffix = variant.equals(ModelChoice.FLOAT32) ? "" : "-" + variant;
        return name() + "-" + hash + suffix;
    }
}
