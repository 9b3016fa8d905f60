package io.tributary.bench.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening an encoder runs its self-test, so a bundle that opens reproduces what ONNX Runtime alone made of its reference. */
final class GeneratedBundlesTest {
    private static final Path ROOT = Path.of(System.getProperty("tributary.root", ".."));

    @TempDir
    Path cache;

    @Test
    void theQuantisedTransformerOpens() {
        Path folder = generated().minilmInt8();

        try (Encoder encoder = Encoders.open(folder)) {
            assertThat(encoder.dimension()).isEqualTo(384);
        }
        assertThat(generated().minilmInt8()).as("written once").isEqualTo(folder);
    }

    @Test
    void theMobileNetworkOpens() {
        try (Encoder encoder = Encoders.open(generated().mobileNet())) {
            assertThat(encoder.dimension()).isEqualTo(1280);
        }
    }

    @Test
    void theIdentityOpens() {
        try (Encoder encoder = Encoders.open(generated().identity())) {
            assertThat(encoder.dimension()).isEqualTo(128);
        }
    }

    @Test
    void theCatalogueKnowsTheBundledModelsAndNoOthers() {
        var catalogue = new Catalogue(ROOT, cache);

        assertThat(catalogue.names()).contains("minilm-float32", "text", "sensor-telemetry", "identity");
        assertThat(catalogue.find("image-photo").role()).isEqualTo(MeasuredModel.Role.BUNDLED);
        assertThatThrownBy(() -> catalogue.find("gpt"))
                .hasMessageStartingWith("There is no model 'gpt', expected one of [minilm-float32, ");
    }

    private GeneratedBundles generated() {
        return new GeneratedBundles(cache, ROOT.resolve("models/encoders/text/tokenizer.json"));
    }
}
