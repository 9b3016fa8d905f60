package io.tributary.bench.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.bench.raw.Grouping;
import io.tributary.bench.raw.PreparedInputs;
import io.tributary.bench.raw.RawModel;
import io.tributary.encoders.Preparation;
import io.tributary.encoders.model.Bundle;
import io.tributary.schemas.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A bundle that is written once and then found again.
 *
 * @param name of the bundle, its folder and its space
 * @param dimension of its vectors
 * @param preprocessing the lines of {@code bundle.yaml} that begin with the kind
 * @param tokenizer copied into the bundle as {@code tokenizer.json}
 * @param model makes the model file
 * @param reference inputs of the self-test, each as {@code reference.json} has it and as it is encoded
 * @param tolerance of the self-test
 */
record GeneratedBundle(
        String name,
        int dimension,
        String preprocessing,
        Optional<Path> tokenizer,
        Supplier<byte[]> model,
        List<ReferenceInput> reference,
        double tolerance) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param written the value in {@code reference.json}: a text, an image in base64 or rows of numbers */
    record ReferenceInput(Object written, Payload payload) {}

    /** The bundle's folder under {@code cache}, written now if it is not there. */
    Path in(Path cache) {
        Path folder = cache.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try {
            Files.createDirectories(cache);
            Path draft = Files.createTempDirectory(cache, name + "-");
            write(draft);
            return moved(draft, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle " + name + " cannot be written to " + cache, e);
        }
    }

    /** Whole or not at all, so that a process that was ended leaves nothing that looks like a bundle. */
    private static Path moved(Path draft, Path folder) throws IOException {
        try {
            return Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (Files.isDirectory(folder)) {
                // Another process was quicker and wrote the same.
                return folder;
            }
            throw e;
        }
    }

    private void write(Path folder) throws IOException {
        byte[] bytes = model.get();
        Files.write(folder.resolve("model.onnx"), bytes);
        if (tokenizer.isPresent()) {
            Files.copy(tokenizer.get(), folder.resolve("tokenizer.json"));
        }
        Files.writeString(
                folder.resolve("bundle.yaml"),
                """
                name: %s
                version: 1
                space: %s-1
                dimension: %d
                model: model.onnx
                sha256: %s
                %s
                """
                        .formatted(name, name, dimension, sha256(bytes), preprocessing));
        JSON.writeValue(folder.resolve("reference.json").toFile(), reference(Bundle.read(folder)));
    }

    private ObjectNode reference(Bundle bundle) {
        ObjectNode root = JSON.createObjectNode();
        root.set(
                "inputs",
                JSON.valueToTree(reference.stream().map(ReferenceInput::written).toList()));
        ArrayNode embeddings = root.putArray("embeddings");
        for (float[] vector : vectors(bundle)) {
            ArrayNode row = embeddings.addArray();
            for (float value : vector) {
                row.add(value);
            }
        }
        return root.put("tolerance", tolerance);
    }

    /** What ONNX Runtime makes of the reference, one input at a time. */
    private List<float[]> vectors(Bundle bundle) {
        try (Preparation<?> preparation = PreparedInputs.preparation(bundle);
                RawModel runtime = RawModel.load(bundle.modelFile(), 1, false)) {
            var inputs = PreparedInputs.of(
                    preparation, reference.stream().map(ReferenceInput::payload).toList());
            return inputs.calls(Grouping.arrival(1)).stream()
                    .map(call -> runtime.run(call.inputs()))
                    .toList();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
