package io.tributary.encoders.model;

import io.tributary.schemas.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A folder with an encoder's graph, its preprocessing and the reference that it must reproduce.
 *
 * @param space the space of its vectors
 * @param dimension of its vectors
 * @param modelFile an ONNX graph with one output, float32 {@code [batch, dimension]}
 * @param sha256 of the model file, lower-case hexadecimal
 */
public record Bundle(
        Path folder,
        String name,
        int version,
        String space,
        int dimension,
        Path modelFile,
        String sha256,
        Preprocessing preprocessing) {
    /**
     * Reads and validates {@code bundle.yaml}; the model file must be there, and is not read yet.
     *
     * @throws InvalidBundleException naming the file, the key, what was found and what was expected
     */
    public static Bundle read(Path folder) {
        return new BundleFile(folder.resolve(BundleFile.NAME)).read();
    }

    /** {@code name@version}, as embeddings carry it. */
    public String model() {
        return name + "@" + version;
    }

    public Kind kind() {
        return preprocessing.kind();
    }

    public Path referenceFile() {
        return folder.resolve("reference.json");
    }

    /** @throws InvalidBundleException if the model file is not the one that the manifest was written for */
    public void requireHash() {
        String found = hash(modelFile);
        if (!found.equals(sha256)) {
            throw new InvalidBundleException(modelFile + " has the SHA-256 " + found + ", expected " + sha256 + " as "
                    + folder.resolve(BundleFile.NAME)
                    + " says; fetch the bundle again, or write the new hash if the model was changed on purpose");
        }
    }

    private static String hash(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (var digesting = new DigestInputStream(in, digest)) {
                digesting.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
