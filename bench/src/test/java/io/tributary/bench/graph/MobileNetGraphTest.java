package io.tributary.bench.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.bench.raw.RawInput;
import io.tributary.bench.raw.RawModel;
import io.tributary.encoders.model.ModelInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MobileNetGraphTest {
    @TempDir
    Path folder;

    @Test
    void itHasThePublishedSizeAndAnswersWithFiniteVectors() throws IOException {
        byte[] bytes = MobileNetGraph.float32(1);
        assertThat(Parameters.of(bytes)).isBetween(2_200_000L, 2_260_000L);

        Path file = Files.write(folder.resolve("model.onnx"), bytes);
        try (RawModel model = RawModel.load(file, 1, false)) {
            ModelInput.Floats pixels = ModelInput.floats("pixels", 2, 3, MobileNetGraph.SIDE, MobileNetGraph.SIDE);
            for (int i = 0; i < pixels.values().capacity(); i++) {
                pixels.values().put(i, (float) Math.sin(i));
            }
            float[] vectors = model.run(List.of(RawInput.copyOf(pixels)));

            assertThat(vectors).hasSize(2 * MobileNetGraph.DIMENSION);
            for (float value : vectors) {
                assertThat(value).isFinite();
            }
        }
    }
}
