package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.schemas.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a damaged bundle says. */
final class EncodersTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void copy() {
        TestBundles.copy(TestBundles.fragile(), folder);
    }

    @Test
    void aWholeBundleOpens() {
        try (Encoder encoder = Encoders.open(folder)) {
            assertThat(encoder.dimension()).isEqualTo(4);
        }
    }

    @Test
    void aFolderWithoutManifestIsNamed() {
        assertRefused(folder.resolve("nowhere"), "There is no", "nowhere/bundle.yaml");
    }

    @Test
    void aModelThatWasChangedIsRefusedByItsHash() throws IOException {
        Files.write(folder.resolve("model.onnx"), new byte[] {1, 2, 3});

        assertRefused(folder, "model.onnx has the SHA-256 039058c6", "expected e79191ad", "bundle.yaml");
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws IOException {
        Files.write(folder.resolve("model.onnx"), new byte[] {1, 2, 3});
        edit("bundle.yaml", "sha256: .*", "sha256: 039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");

        assertRefused(folder, "model.onnx is not an ONNX model", "expected a whole file as it was exported");
    }

    @Test
    void anUnknownKeyIsNamedWithThoseThatAreKnown() throws IOException {
        edit("bundle.yaml", "space:", "spaces:");

        assertRefused(folder, "bundle.yaml: spaces is not a key of a bundle", "space");
    }

    @Test
    void aMissingKeyIsNamed() throws IOException {
        edit("bundle.yaml", "dimension: 4\n", "");

        assertRefused(folder, "bundle.yaml: dimension is missing, expected a whole number of 1 or more");
    }

    @Test
    void anOtherDimensionThanTheModelsIsRefused() throws IOException {
        edit("bundle.yaml", "dimension: 4", "dimension: 5");

        assertRefused(folder, "has the output embedding float32[batch, 4], expected vectors of 5");
    }

    @Test
    void aReferenceThatTheModelDoesNotReproduceFailsTheSelfTest() throws IOException {
        edit("reference.json", "2.203125", "2.303125");

        assertRefused(folder, "The self-test failed: input 0", "difference of 0.10", "expected at most 1.0E-4");
    }

    @Test
    void aBundleWithoutReferenceIsRefused() throws IOException {
        Files.delete(folder.resolve("reference.json"));

        assertRefused(folder, "reference.json cannot be read");
    }

    @Test
    void aGraphWithOtherInputsIsRefused() throws IOException {
        edit("bundle.yaml", "kind: sensor", "kind: image");
        edit(
                "bundle.yaml",
                "sensor: .*",
                "image: { width: 2, height: 2, channels: gray, scale: 1, mean: [0], std: [1] }");

        assertRefused(folder, "has the inputs [samples], expected [pixels] for kind image");
    }

    @Test
    void aBundleOfAnotherKindThanTheModalityIsRefused() {
        assertThatThrownBy(() -> Encoders.open(TestBundles.modality("text", Kind.TEXT, folder)))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("encodes sensor, expected text", "modality 'text'");
    }

    private void edit(String name, String found, String replacement) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, Files.readString(file).replaceFirst(found, replacement));
    }

    private static void assertRefused(Path folder, String... messages) {
        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll(messages);
    }
}
