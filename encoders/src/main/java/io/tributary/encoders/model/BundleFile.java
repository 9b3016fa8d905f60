package io.tributary.encoders.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tributary.schemas.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A {@code bundle.yaml}; every complaint names the file, the key, what was found and what was expected. */
record BundleFile(Path file) {
    static final String NAME = "bundle.yaml";
    private static final int USUAL_POSITIONS = 64;
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> KEYS = Set.of(
            "name", "version", "kind", "space", "dimension", "model", "sha256", "output", "text", "image", "sensor");

    Bundle read() {
        JsonNode root = tree();
        allow(root, "", KEYS);
        Kind kind = kind(root);
        Set<String> others = new HashSet<>(Set.of("text", "image", "sensor"));
        others.remove(kind.lowerCase());
        for (String other : others) {
            if (root.has(other)) {
                throw invalid(other, "present", "only '" + kind.lowerCase() + "', as kind says");
            }
        }
        Path folder = Optional.ofNullable(file.toAbsolutePath().normalize().getParent())
                .orElseThrow();
        boolean referenced = root.has("sha256");
        Path model = existing(root, "", "model");
        String sha256 = referenced ? sha256(root) : FileHash.of(model);
        String name = text(root, "", "name");
        int dimension = referenced || root.has("dimension") ? positive(root, "", "dimension") : answered(root, model);
        Readout readout = readout(root, model);
        if (readout.positions() > Readout.mostPositions(dimension)) {
            throw invalid(
                    "output.max-positions",
                    readout.positions(),
                    "at most " + Readout.mostPositions(dimension) + " of " + dimension
                            + " values, so that an embedding is no longer than a record may be");
        }
        return new Bundle(
                folder,
                name,
                referenced || root.has("version") ? positive(root, "", "version") : 1,
                referenced || root.has("space") ? text(root, "", "space") : name + "-" + sha256.substring(0, 12),
                dimension,
                model,
                sha256,
                fitted(preprocessing(kind, root), root.path("sensor"), model, referenced),
                readout,
                referenced);
    }

    /** The manifest says how the graph takes samples; where it does not and nothing fixes the graph, the graph does. */
    private Preprocessing fitted(Preprocessing preprocessing, JsonNode section, Path model, boolean referenced) {
        if (!(preprocessing instanceof Preprocessing.Sensor sensor)) {
            return preprocessing;
        }
        if (!section.has("input") && !section.has("layout")) {
            return referenced
                    ? sensor
                    : sensor.with(SensorTensor.of(
                            OnnxFile.read(model),
                            sensor.length(),
                            sensor.channels().size(),
                            this));
        }
        String layout = section.has("layout") ? text(section, "sensor.", "layout") : "time-first";
        if (!Set.of("time-first", "channels-first").contains(layout)) {
            throw invalid("sensor.layout", "'" + layout + "'", "time-first or channels-first");
        }
        String name = section.has("input") ? text(section, "sensor.", "input") : SensorTensor.USUAL.name();
        return sensor.with(new SensorTensor(name, layout.equals("channels-first")));
    }

    private Readout readout(JsonNode root, Path model) {
        JsonNode output = root.path("output");
        if (output.isObject()) {
            return readout(
                    output, output.has("tensor") ? named(output, "output.", "tensor", model) : Readout.ofOnlyOutput());
        }
        return root.has("output") ? named(root, "", "output", model) : Readout.ofOnlyOutput();
    }

    private Readout readout(JsonNode output, Readout read) {
        allow(output, "output.", Set.of("tensor", "sequence", "max-positions", "normalised"));
        boolean normalised = isTrue(output, "normalised");
        if (!isTrue(output, "sequence")) {
            if (output.has("max-positions")) {
                throw invalid("output.max-positions", "given", "none, as output.sequence is not true");
            }
            return new Readout(read.output(), read.position(), List.of(Pooling.CLS), normalised);
        }
        int most = output.has("max-positions") ? positive(output, "output.", "max-positions") : USUAL_POSITIONS;
        return new Readout(read.output(), read.position(), List.of(Pooling.MEAN), normalised, most);
    }

    private Readout named(JsonNode node, String path, String key, Path model) {
        String name = text(node, path, key);
        OnnxFile graph = OnnxFile.read(model);
        GraphTensor output = graph.output(name)
                .orElseThrow(() ->
                        invalid(path + key, "'" + name + "'", "one of the graph's, which are " + graph.outputs()));
        return new Readout(name, graph.outputs().indexOf(output), List.of(Pooling.CLS), false);
    }

    private boolean isTrue(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw invalid("output." + key, "'" + value + "'", "true or false");
        }
        return value.asBoolean();
    }

    private String sha256(JsonNode root) {
        String sha256 = text(root, "", "sha256");
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw invalid("sha256", "'" + sha256 + "'", "64 lower-case hexadecimal digits");
        }
        return sha256;
    }

    /** The dimension that the graph itself declares. */
    private int answered(JsonNode root, Path model) {
        Readout readout = readout(root, model);
        GraphTensor output = OnnxFile.read(model).outputs().get(readout.position());
        boolean fits = readout.givesSequence() ? output.rank() == 3 || output.rank() == 4 : output.rank() == 2;
        long width = output.size(output.rank() == 3 ? 2 : 1);
        if (!fits || width < 1) {
            throw invalid("dimension", "missing, and the model answers " + output, "the length of its vectors");
        }
        return Math.toIntExact(width);
    }

    private JsonNode tree() {
        if (!Files.isRegularFile(file)) {
            throw new InvalidBundleException("There is no " + file
                    + ", nor onnx/model.onnx or config.json beside it, expected a bundle with a manifest or a model's folder"
                    + " from Hugging Face; correct 'encoder' in the pipeline file");
        }
        try {
            JsonNode root = YAML.readTree(Files.readString(file));
            if (root == null || !root.isObject()) {
                throw new InvalidBundleException(file + " has no keys, expected name, version, kind, …");
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new InvalidBundleException(file + " is not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidBundleException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Kind kind(JsonNode root) {
        String kind = text(root, "", "kind");
        try {
            return Kind.named(kind);
        } catch (IllegalArgumentException e) {
            throw invalid("kind", "'" + kind + "'", "text, image or sensor");
        }
    }

    private Preprocessing preprocessing(Kind kind, JsonNode root) {
        String key = kind.lowerCase();
        JsonNode section = root.path(key);
        if (!section.isObject()) {
            throw invalid(key, section.isMissingNode() ? "missing" : "'" + section + "'", "a map of keys");
        }
        return switch (kind) {
            case TEXT -> textual(section);
            case IMAGE -> visual(section);
            case SENSOR -> sensed(section);
        };
    }

    private Preprocessing textual(JsonNode text) {
        allow(text, "text.", Set.of("tokenizer", "max-tokens"));
        return new Preprocessing.Text(existing(text, "text.", "tokenizer"), positive(text, "text.", "max-tokens"));
    }

    private Preprocessing visual(JsonNode image) {
        allow(image, "image.", Set.of("width", "height", "channels", "scale", "mean", "std"));
        String channels = text(image, "image.", "channels");
        if (!Set.of("gray", "rgb").contains(channels)) {
            throw invalid("image.channels", "'" + channels + "'", "gray or rgb");
        }
        boolean color = channels.equals("rgb");
        if (!image.path("scale").isNumber() || !(image.path("scale").asDouble() > 0)) {
            throw invalid("image.scale", "'" + image.path("scale") + "'", "a number above 0 such as 0.00392157");
        }
        List<Double> std = numbers(image, "image.", "std", color ? 3 : 1);
        if (std.contains(0.0)) {
            throw invalid("image.std", std, "no 0, which pixels are divided by");
        }
        return new Preprocessing.Image(
                positive(image, "image.", "width"),
                positive(image, "image.", "height"),
                color,
                image.path("scale").asDouble(),
                numbers(image, "image.", "mean", color ? 3 : 1),
                std);
    }

    private Preprocessing sensed(JsonNode sensor) {
        allow(sensor, "sensor.", Set.of("channels", "length", "mean", "std", "input", "layout"));
        int length = positive(sensor, "sensor.", "length");
        if (sensor.path("channels").asText().equals("any")) {
            if (sensor.has("mean") || sensor.has("std")) {
                throw invalid("sensor.mean", "given", "none, as sensor.channels is any");
            }
            return new Preprocessing.Sensor(List.of(), length);
        }
        List<String> channels = new ArrayList<>();
        sensor.path("channels").forEach(channel -> channels.add(channel.asText()));
        if (channels.isEmpty() || new HashSet<>(channels).size() != channels.size()) {
            throw invalid("sensor.channels", channels, "one or more different names, or any");
        }
        if (!sensor.has("mean") && !sensor.has("std")) {
            return new Preprocessing.Sensor(List.copyOf(channels), length);
        }
        List<Double> std = numbers(sensor, "sensor.", "std", channels.size());
        if (std.stream().anyMatch(spread -> !(spread > 0))) {
            throw invalid("sensor.std", std, "numbers above 0, which values are divided by");
        }
        return new Preprocessing.Sensor(
                List.copyOf(channels), length, numbers(sensor, "sensor.", "mean", channels.size()), std);
    }

    private List<Double> numbers(JsonNode section, String path, String key, int count) {
        List<Double> numbers = new ArrayList<>();
        section.path(key).forEach(number -> numbers.add(number.isNumber() ? number.asDouble() : Double.NaN));
        if (numbers.size() != count || numbers.stream().anyMatch(number -> !Double.isFinite(number))) {
            throw invalid(path + key, "'" + section.path(key) + "'", "a list of " + count + " numbers");
        }
        return List.copyOf(numbers);
    }

    private String text(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        if (!value.isValueNode() || value.asText().isBlank()) {
            throw invalid(path + key, value.isMissingNode() ? "missing" : "'" + value + "'", "a text");
        }
        return value.asText();
    }

    private int positive(JsonNode node, String path, String key) {
        JsonNode value = node.path(key);
        if (!value.isInt() || value.asInt() < 1) {
            throw invalid(
                    path + key, value.isMissingNode() ? "missing" : "'" + value + "'", "a whole number of 1 or more");
        }
        return value.asInt();
    }

    private Path existing(JsonNode node, String path, String key) {
        String name = text(node, path, key);
        Path found = file.resolveSibling(name).toAbsolutePath().normalize();
        if (!Files.isRegularFile(found)) {
            throw invalid(path + key, "'" + name + "', which is no file", "a file beside the manifest");
        }
        return found;
    }

    private void allow(JsonNode node, String path, Set<String> keys) {
        node.fieldNames().forEachRemaining(key -> {
            if (!keys.contains(key)) {
                throw invalid(
                        path + key,
                        "not a key of a bundle",
                        "one of " + String.join(", ", keys.stream().sorted().toList()));
            }
        });
    }

    private InvalidBundleException invalid(String key, Object found, String expected) {
        return new InvalidBundleException(
                file + ": " + key + " is " + found + ", expected " + expected + ". Change it in the file.");
    }
}
