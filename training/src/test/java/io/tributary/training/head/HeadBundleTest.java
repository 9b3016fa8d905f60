package io.tributary.training.head;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadBundleTest {
    @TempDir
    Path folder;

    @Test
    void theManifestNamesTheGraphsInputsAndTheHashOfTheModel() throws Exception {
        var shape = new HeadShape(
                List.of(new HeadShape.Input("front-camera", 4, "image-a-1"), new HeadShape.Input("text", 3, "text-1")),
                List.of("no", "it's broken"),
                8);

        new HeadBundle("some-head", "state", head(shape)).write(folder, "{}", "# card");

        JsonNode manifest =
                new YAMLMapper().readTree(folder.resolve("head.yaml").toFile());
        assertThat(manifest.path("name").asText()).isEqualTo("some-head");
        assertThat(manifest.path("task").asText()).isEqualTo("state");
        assertThat(manifest.path("fusion").asText()).isEqualTo("late");
        assertThat(manifest.path("classes")).extracting(JsonNode::asText).containsExactly("no", "it's broken");
        assertThat(manifest.path("modalities").fieldNames()).toIterable().containsExactly("front-camera", "text");
        assertThat(manifest.path("modalities").path("text").path("dimension").asInt())
                .isEqualTo(3);
        assertThat(manifest.path("modalities").path("text").path("space").asText())
                .isEqualTo("text-1");
        assertThat(manifest.path("sha256").asText()).isEqualTo(hash(folder.resolve("model.onnx")));
        assertThat(folder.resolve("report.json")).hasContent("{}");
        assertThat(folder.resolve("README.md")).hasContent("# card");
    }

    private static FittedHead head(HeadShape shape) {
        Map<String, FloatArray> arrays = new HashMap<>(HeadBlock.initial(Fusion.LATE, shape, new Random(1)));
        for (int m = 0; m < shape.modalities().size(); m++) {
            int dimension = shape.modalities().get(m).dimension();
            arrays.put("input" + m + ".mean", FloatArray.vector(new float[dimension]));
            arrays.put("input" + m + ".scale", FloatArray.vector(new float[dimension]));
        }
        return new FittedHead(Fusion.LATE, shape, arrays, 1f);
    }

    private static String hash(Path file) throws IOException, java.security.NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
