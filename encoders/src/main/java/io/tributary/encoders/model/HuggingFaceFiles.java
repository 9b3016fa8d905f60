package io.tributary.encoders.model;

import io.tributary.schemas.pipeline.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ONNX files of a folder from the hub, which lie in {@code onnx/} or beside the rest.
 *
 * @param variant which of them is wanted; see {@link ModelChoice#variant()}
 */
record HuggingFaceFiles(Path folder, String variant) {
    static final String WHOLE = "model";
    static final String TEXT_TOWER = "text_model";
    static final String VISION_TOWER = "vision_model";

    private static final Logger LOG = LoggerFactory.getLogger(HuggingFaceFiles.class);

    /** Every ONNX file, in {@code onnx/} first. */
    List<Path> all() {
        List<Path> found = new ArrayList<>();
        for (Path place : places()) {
            if (Files.isDirectory(place)) {
                try (Stream<Path> files = Files.list(place)) {
                    files.filter(file -> file.toString().endsWith(".onnx") && Files.isRegularFile(file))
                            .sorted()
                            .forEach(found::add);
                } catch (IOException e) {
                    throw new InvalidBundleException(place + " cannot be read: " + e.getMessage(), e);
                }
            }
        }
        return found;
    }

    private List<Path> places() {
        return List.of(folder.resolve("onnx"), folder);
    }

    /** Whether there is a model of this name, in any variant. */
    boolean has(String stem) {
        return all().stream().anyMatch(file -> isOf(stem, String.valueOf(file.getFileName())));
    }

    private static boolean isOf(String stem, String name) {
        return name.equals(stem + ".onnx") || name.startsWith(stem + "_");
    }

    /** @throws InvalidBundleException saying what is there instead */
    Path choose(String stem) {
        List<String> names = wanted(stem);
        for (String name : names) {
            for (Path place : places()) {
                Path file = place.resolve(name).normalize();
                if (Files.isRegularFile(file) && file.startsWith(folder)) {
                    LOG.atInfo()
                            .addKeyValue("file", folder.relativize(file))
                            .addKeyValue("variant", variant)
                            .addKeyValue("processor", CpuFeatures.detected())
                            .log("Chose the model file");
                    return file;
                }
            }
        }
        throw missing(names);
    }

    private List<String> wanted(String stem) {
        if (variant.equals(ModelChoice.FLOAT32)) {
            return List.of(stem + ".onnx");
        }
        if (variant.equals(ModelChoice.INT8)) {
            return CpuFeatures.detected().quantisedNames().stream()
                    .map(end -> stem + "_" + end + ".onnx")
                    .toList();
        }
        return List.of(variant.endsWith(".onnx") ? variant : stem + "_" + variant + ".onnx");
    }

    private InvalidBundleException missing(List<String> names) {
        List<String> found =
                all().stream().map(file -> folder.relativize(file).toString()).toList();
        String remedy = found.isEmpty()
                ? "export it, for example with `optimum-cli export onnx --model " + folder + " " + folder + "/onnx`"
                : "fetch that file, or choose another with 'variant': int8, or the file's name";
        return new InvalidBundleException(folder + " has " + (found.isEmpty() ? "no ONNX model" : found)
                + ", expected onnx/" + String.join(" or onnx/", names) + " for the variant " + variant + "; " + remedy);
    }

    /** The files with float32 weights, of which the others were made; where they were not fetched, the first others. */
    List<Path> original() {
        List<Path> originals = new ArrayList<>();
        for (String stem : List.of(WHOLE, TEXT_TOWER, VISION_TOWER)) {
            List<Path> variants = all().stream()
                    .filter(file -> isOf(stem, String.valueOf(file.getFileName())))
                    .toList();
            variants.stream()
                    .filter(file -> file.endsWith(stem + ".onnx"))
                    .findFirst()
                    .or(() -> variants.stream().findFirst())
                    .ifPresent(originals::add);
        }
        return originals.isEmpty() ? all().subList(0, 1) : originals;
    }
}
