package io.tributary.fusion.head;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A head's {@code head.yaml}: what the model takes and gives.
 *
 * @param task the question it answers, in its author's words
 * @param fusion how it fuses: {@code early}, {@code late}, {@code attention}, {@code projection}, {@code gated}, {@code
 *     late-attention}, {@code cross-attention}, {@code zero-shot}; a word for people, the graph does what it does
 * @param classes in the order of the scores; at least two
 * @param inputs one a modality, in the order of the mask's columns
 * @param model the ONNX file
 * @param sha256 of that file, lower-case hexadecimal
 */
public record HeadManifest(
        String name,
        int version,
        String task,
        String fusion,
        List<String> classes,
        List<Input> inputs,
        Path model,
        String sha256) {
    private static final String FILE = "head.yaml";
    /** Classes may be called yes and no, which YAML 1.1 takes for true and false. */
    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
                    .build())
            .build();

    /** Of these {@code encoder}, {@code prompts} and {@code temperature} say what a zero-shot head was made of. */
    private static final Set<String> KEYS = Set.of(
            "name",
            "version",
            "task",
            "fusion",
            "classes",
            "modalities",
            "model",
            "sha256",
            "about",
            "calibration",
            "encoder",
            "prompts",
            "temperature");

    public HeadManifest {
        classes = List.copyOf(classes);
        inputs = List.copyOf(inputs);
    }

    /**
     * What a head takes of one modality.
     *
     * @param dimension values of an embedding
     * @param space of the encoders whose embeddings it was trained on
     * @param sequence the most positions of an embedding that it takes; 0 where it takes the vector
     */
    public record Input(String modality, int dimension, String space, int sequence) {
        /** Of a head that takes the vector. */
        public Input(String modality, int dimension, String space) {
            this(modality, dimension, space, 0);
        }

        /** The name of the ONNX input, float32 {@code [batch, dimension]}; of a sequence {@code [batch, positions, dimension]}. */
        public String tensor() {
            return "embedding_" + modality.replace('-', '_');
        }

        public boolean takesSequence() {
            return sequence > 0;
        }

        /** Of a sequence, the name of the ONNX input that says which positions there are, float32 {@code [batch, positions]}. */
        public String maskTensor() {
            return "mask_" + modality.replace('-', '_');
        }
    }

    /** {@code name@version}, as decisions carry it. */
    public String id() {
        return name + "@" + version;
    }

    public Optional<Input> input(String modality) {
        // A loop, as in whatever is asked for every moment.
        for (Input input : inputs) {
            if (input.modality().equals(modality)) {
                return Optional.of(input);
            }
        }
        return Optional.empty();
    }

    /**
     * Reads {@code head.yaml} of a bundle's folder.
     *
     * @throws InvalidHeadException naming the file, the key, what was found and what was expected
     */
    public static HeadManifest read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new InvalidHeadException("There is no " + file + ", expected the manifest of a head's bundle");
        }
        try {
            return new Reader(file, YAML.readTree(Files.readString(file))).read();
        } catch (JsonProcessingException e) {
            throw new InvalidHeadException(file + " is not YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidHeadException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The model's bytes.
     *
     * @throws InvalidHeadException if the file is missing or is not the one that the manifest describes
     */
    public byte[] readModel() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(model);
        } catch (IOException e) {
            throw new InvalidHeadException("The model " + model + " of head " + name + " cannot be read: " + e, e);
        }
        String found = sha256(bytes);
        if (!found.equals(sha256)) {
            throw new InvalidHeadException(model + " has SHA-256 " + found + ", expected " + sha256
                    + " as its manifest says; take model and " + FILE + " from the same bundle");
        }
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private record Reader(Path file, JsonNode root) {
        HeadManifest read() {
            root.fieldNames().forEachRemaining(key -> {
                if (!KEYS.contains(key)) {
                    throw invalid(
                            key,
                            "not a key of a head",
                            "one of " + String.join(", ", KEYS.stream().sorted().toList()));
                }
            });
            Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
            return new HeadManifest(
                    text(root, "", "name"),
                    positive(root, "", "version"),
                    text(root, "", "task"),
                    text(root, "", "fusion"),
                    classes(),
                    inputs(),
                    folder.resolve(text(root, "", "model")).normalize(),
                    sha256Text());
        }

        private List<String> classes() {
            List<String> classes = new ArrayList<>();
            root.path("classes").forEach(name -> classes.add(name.asText()));
            if (classes.size() < 2 || Set.copyOf(classes).size() != classes.size()) {
                throw invalid("classes", classes, "at least two names, all different");
            }
            return classes;
        }

        private List<Input> inputs() {
            List<Input> inputs = new ArrayList<>();
            root.path("modalities").properties().forEach(entry -> {
                String path = "modalities." + entry.getKey() + ".";
                inputs.add(new Input(
                        entry.getKey(),
                        positive(entry.getValue(), path, "dimension"),
                        text(entry.getValue(), path, "space"),
                        entry.getValue().has("sequence") ? positive(entry.getValue(), path, "sequence") : 0));
            });
            long tensors = inputs.stream().map(Input::tensor).distinct().count();
            if (inputs.isEmpty() || tensors != inputs.size()) {
                throw invalid("modalities", root.path("modalities"), "at least one, with different names of inputs");
            }
            return inputs;
        }

        private String sha256Text() {
            String text = text(root, "", "sha256");
            if (!text.matches("[0-9a-f]{64}")) {
                throw invalid("sha256", "'" + text + "'", "64 lower-case hexadecimal digits");
            }
            return text;
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
                        path + key, value.isMissingNode() ? "missing" : "'" + value + "'", "a number of 1 or more");
            }
            return value.asInt();
        }

        private InvalidHeadException invalid(String key, Object found, String expected) {
            return new InvalidHeadException(file + ": " + key + " is " + found + ", expected " + expected + ".");
        }
    }
}
