package io.tributary.encoders.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The outline of an ONNX file: what its graph takes and answers, and which other files its weights lie in. Read without
 * ONNX Runtime, so that a file that is cut, damaged or reaches out of its folder is refused before native code sees it.
 *
 * @param inputs in the graph's order, weights left out
 * @param outputs in the graph's order, which is that of a call's results
 * @param weightFiles beside the model, relative to it; usually none
 */
public record OnnxFile(List<GraphTensor> inputs, List<GraphTensor> outputs, Set<String> weightFiles) {
    private static final String LFS_POINTER = "version https://git-lfs";

    public OnnxFile {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** @throws InvalidBundleException if the file is not a whole ONNX model, or its weights lie outside its folder */
    public static OnnxFile read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new InvalidBundleException(file + " has " + channel.size()
                        + " bytes, expected less than 2 GiB, the most that the format allows;"
                        + " export the model with its weights in a file of their own");
            }
            refuseLfsPointer(file, channel.size());
            OnnxFile found = new OnnxOutline().read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            if (found.inputs.isEmpty() || found.outputs.isEmpty()) {
                throw new ProtobufMessage.MalformedException("a graph without inputs or outputs");
            }
            found.requireWeights(file);
            return found;
        } catch (ProtobufMessage.MalformedException e) {
            throw new InvalidBundleException(
                    file + " is not an ONNX model: " + e.getMessage()
                            + ", expected a whole file as it was exported; fetch it again",
                    e);
        } catch (IOException e) {
            throw new InvalidBundleException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Such a text lies in place of a large file in a clone without Git LFS, and is the commonest way for one to be missing. */
    private static void refuseLfsPointer(Path file, long size) throws IOException {
        if (size < 1024 && new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).startsWith(LFS_POINTER)) {
            throw new InvalidBundleException(file + " is a pointer of Git LFS, expected the model itself;"
                    + " run `git lfs pull` in the folder, or fetch the file again");
        }
    }

    /** A weight file may not lead out of the folder, or a model could have any file of the machine read. */
    private void requireWeights(Path file) throws IOException {
        Path folder = Optional.ofNullable(file.toAbsolutePath().normalize().getParent())
                .orElseThrow();
        for (String name : weightFiles) {
            Path weights = folder.resolve(name).normalize();
            if (Path.of(name).isAbsolute() || !weights.startsWith(folder)) {
                throw new InvalidBundleException(
                        file + " wants its weights from '" + name
                                + "', which lies outside its folder; expected a file beside the model. Do not trust this model");
            }
            if (!Files.isRegularFile(weights)) {
                throw new InvalidBundleException(file + " wants its weights from '" + name
                        + "', which is not there; fetch that file too and put it beside the model");
            }
            if (Files.isSymbolicLink(weights) && !weights.toRealPath().startsWith(folder.toRealPath())) {
                throw new InvalidBundleException(file + " wants its weights from '" + name
                        + "', which is a link that leads out of its folder; put the file itself there");
            }
        }
    }

    public Optional<GraphTensor> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }

    public Optional<GraphTensor> output(String name) {
        return outputs.stream().filter(output -> output.name().equals(name)).findFirst();
    }
}
