package io.tributary.encoders.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.encoders.HuggingFaceExamples;
import io.tributary.encoders.TestBundles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxFileTest {
    @TempDir
    private Path folder;

    @Test
    void aGraphSaysWhatItTakesAndAnswers() {
        OnnxFile graph = OnnxFile.read(HuggingFaceExamples.folder("tiny-bert/onnx/model.onnx"));

        assertThat(graph.inputs())
                .map(GraphTensor::toString)
                .containsExactly(
                        "input_ids int64[batch_size, sequence_length]",
                        "attention_mask int64[batch_size, sequence_length]",
                        "token_type_ids int64[batch_size, sequence_length]");
        assertThat(graph.outputs())
                .map(GraphTensor::toString)
                .containsExactly("last_hidden_state float32[batch_size, sequence_length, 16]");
        assertThat(graph.weightFiles()).isEmpty();
    }

    @Test
    void weightsAreNoInputs() {
        OnnxFile graph = OnnxFile.read(TestBundles.fragile().resolve("model.onnx"));

        assertThat(graph.inputs()).map(GraphTensor::toString).containsExactly("samples float32[batch, 8, 2]");
    }

    @Test
    void whatIsNoModelIsRefused() throws IOException {
        for (byte[] content :
                new byte[][] {{}, {0}, {58, 127}, "not a model".getBytes(java.nio.charset.StandardCharsets.US_ASCII)}) {
            Path file = folder.resolve("model.onnx");
            Files.write(file, content);

            assertThatThrownBy(() -> OnnxFile.read(file))
                    .isInstanceOf(InvalidBundleException.class)
                    .hasMessageContainingAll("is not an ONNX model", "fetch it again");
        }
    }

    /** What a clone without Git LFS leaves in place of the model. */
    @Test
    void aPointerToTheModelIsRefused() throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.writeString(file, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 90405214\n");

        assertThatThrownBy(() -> OnnxFile.read(file))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("git lfs pull");
    }
}
