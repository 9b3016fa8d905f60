package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.encoders.model.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The encoders that come with Tributary. */
final class BundledEncodersTest {
    static List<Path> bundles() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("tributary.root"), "models", "encoders"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("bundle.yaml")))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void anEncoderReproducesItsReference(Path folder) {
        try (Encoder encoder = Encoders.open(folder)) {
            assertThat(encoder.modelName()).startsWith(Bundle.read(folder).name() + "@");
            assertThat(encoder.dimension()).isPositive();
        }
    }
}
