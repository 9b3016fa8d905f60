package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.schemas.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sensor model from elsewhere and a manifest of four lines; the model answers each channel's first and last sample. */
final class GenericSensorModelTest {
    private static final String MANIFEST =
            """
            name: pump
            kind: sensor
            model: %s
            sensor: { channels: [flow, heat], length: 4 }
            """;

    private static final Observation READING =
            TestObservations.reading("1", List.of("flow", "heat"), 1, 10, 2, 20, 3, 30, 4, 40);

    @TempDir
    private Path folder;

    @BeforeEach
    void copy() {
        HuggingFaceExamples.copy("sensors", folder);
    }

    @Test
    void theOrderOfAxesIsTakenFromTheGraph() throws IOException {
        assertThat(encoded("time-first.onnx")).isEqualTo(List.of(1f, 4f, 10f, 40f));
        assertThat(encoded("channels-first.onnx")).isEqualTo(List.of(1f, 4f, 10f, 40f));
    }

    @Test
    void whatTheManifestLeavesOutComesFromTheModel() throws IOException {
        manifest("channels-first.onnx", "");
        try (Encoder encoder = Encoders.open(folder)) {
            assertThat(encoder.modelName()).isEqualTo("pump@1");
            assertThat(encoder.space()).matches("pump-[0-9a-f]{12}");
            assertThat(encoder.dimension()).isEqualTo(4);
            assertThat(encoder.modelHash()).hasSize(64);
        }
    }

    @Test
    void theManifestDecidesWhereTheGraphLeavesItOpen() throws IOException {
        manifest("open.onnx", "dimension: 4\n");
        Path file = folder.resolve("bundle.yaml");
        Files.writeString(
                file, Files.readString(file).replace("length: 4", "length: 4, input: series, layout: channels-first"));

        assertThat(encoded()).isEqualTo(List.of(1f, 4f, 10f, 40f));
    }

    @Test
    void aGraphForOtherSizesIsRefused() throws IOException {
        manifest("time-first.onnx", "");
        Path file = folder.resolve("bundle.yaml");
        Files.writeString(file, Files.readString(file).replace("length: 4", "length: 5"));

        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("series float32[batch, 4, 2]", "expected what the preprocessing makes");
    }

    @Test
    void anOutputThatDoesNotExistIsNamedWithThoseThatDo() throws IOException {
        manifest("time-first.onnx", "output: vectors\n");

        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("output is 'vectors'", "ends float32[batch, 4]");
    }

    private List<Float> encoded(String model) throws IOException {
        manifest(model, "");
        return encoded();
    }

    private List<Float> encoded() {
        try (Encoder encoder = Encoders.open(folder)) {
            var vector = ((Encoded.Success) TestBundles.only(encoder, READING)).vector();
            return List.of(vector.get(0), vector.get(1), vector.get(2), vector.get(3));
        }
    }

    private void manifest(String model, String more) throws IOException {
        Files.writeString(folder.resolve("bundle.yaml"), MANIFEST.formatted(model) + more);
    }
}
