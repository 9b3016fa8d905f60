package io.tributary.encoders.model;

import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.ModelChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A folder with an encoder's graph and its preprocessing: with our manifest, or as Hugging Face lays it out.
 *
 * @param space the space of its vectors
 * @param dimension of its vectors
 * @param modelFile an ONNX graph
 * @param sha256 of the model file, lower-case hexadecimal
 * @param readout how the graph's answer becomes vectors
 * @param referenced whether whoever made the bundle wrote down the model's hash and what it must answer; else the hash is
 *     that of the file as it was found, and the self-test uses samples
 */
public record Bundle(
        Path folder,
        String name,
        int version,
        String space,
        int dimension,
        Path modelFile,
        String sha256,
        Preprocessing preprocessing,
        Readout readout,
        boolean referenced) {
    /**
     * Reads and validates a modality's bundle; of a model file with a manifest only its presence.
     *
     * @throws InvalidBundleException naming the file, the key, what was found and what was expected
     */
    public static Bundle read(Modality modality) {
        return read(modality.encoder(), Optional.of(modality.kind()), modality.model());
    }

    /** Of whichever kind the folder is, as it usually is. */
    public static Bundle read(Path folder) {
        return read(folder, Optional.empty(), ModelChoice.usual());
    }

    /** @param kind decides where the folder has models of several kinds, and is not looked at otherwise */
    public static Bundle read(Path folder, Optional<Kind> kind, ModelChoice choice) {
        if (isFromHub(folder)) {
            return HuggingFaceFolder.open(folder, choice).bundle(kind);
        }
        Bundle bundle = new BundleFile(folder.resolve(BundleFile.NAME)).read();
        if (!choice.equals(ModelChoice.usual())) {
            throw new InvalidBundleException(folder.resolve(BundleFile.NAME)
                    + " says everything about its model, expected no variant, prompt, space, decode or sequence beside it;"
                    + " remove them from the pipeline file");
        }
        return bundle;
    }

    /** Whether the folder has no manifest of ours and is laid out as on the Hugging Face hub. */
    public static boolean isFromHub(Path folder) {
        return !Files.exists(folder.resolve(BundleFile.NAME)) && HuggingFaceFolder.isOne(folder);
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
        if (!referenced) {
            return;
        }
        String found = FileHash.of(modelFile);
        if (!found.equals(sha256)) {
            throw new InvalidBundleException(modelFile + " has the SHA-256 " + found + ", expected " + sha256 + " as "
                    + folder.resolve(BundleFile.NAME)
                    + " says; fetch the bundle again, or write the new hash if the model was changed on purpose");
        }
    }

    /** @throws InvalidBundleException naming the first input or output that the preprocessing does not fit */
    public void requireGraph() {
        new GraphRequirement(this, OnnxFile.read(modelFile)).check();
    }
}
