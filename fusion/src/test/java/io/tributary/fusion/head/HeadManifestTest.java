package io.tributary.fusion.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fusion.Pipelines;
import io.tributary.schemas.pipeline.Task;
import io.tributary.testing.TinyHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HeadManifestTest {
    @TempDir
    private Path folder;

    private void change(String from, String to) throws IOException {
        Path file = folder.resolve("head.yaml");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void aManifestIsRead() {
        TinyHead.write(folder, "mood-head", Pipelines.MODALITIES);

        HeadManifest manifest = HeadManifest.read(folder);

        assertThat(manifest.id()).isEqualTo("mood-head@1");
        assertThat(manifest.classes()).containsExactly("no", "yes");
        assertThat(manifest.inputs())
                .containsExactly(
                        new HeadManifest.Input("text", 2, "text-1"),
                        new HeadManifest.Input("front-camera", 2, "front-camera-1"),
                        new HeadManifest.Input("sensor", 2, "sensor-1"));
        assertThat(manifest.input("front-camera").orElseThrow().tensor()).isEqualTo("embedding_front_camera");
        assertThat(manifest.readModel()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 1        | version: one         | version is '\"one\"', expected a number",
                "task: question    | purpose: question    | purpose is not a key of a head",
                "task: question    | about: something     | task is missing, expected a text",
                "[no, yes]         | [no]                 | classes is [no], expected at least two",
                "[no, yes]         | [no, no]             | all different",
                "dimension: 2      | dimension: 0         | modalities.text.dimension is '0'",
                "space: text-1     | room: text-1         | modalities.text.space is missing",
                "sha256:           | sha256: x            | sha256 is 'x",
                "name: mood-head   | name: [              | is not YAML"
            })
    void aManifestThatIsWrongSaysWhere(String from, String to, String message) throws IOException {
        TinyHead.write(folder, "mood-head", List.of("text"));
        change(from, to);

        assertThatThrownBy(() -> HeadManifest.read(folder))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("head.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void aFolderWithoutManifestIsNoHead() {
        assertThatThrownBy(() -> HeadManifest.read(folder.resolve("nowhere")))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("There is no");
    }

    @Test
    void anotherModelThanTheManifestsIsRefused() throws IOException {
        TinyHead.write(folder, "mood-head", List.of("text"));
        Files.write(folder.resolve("model.onnx"), TinyHead.model(List.of("text", "sensor"), "batch"));

        assertThatThrownBy(() -> Head.load(folder))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("SHA-256");
    }

    @Test
    void aModelWithOtherInputsThanTheManifestSaysIsRefused() {
        TinyHead.write(folder, "mood-head", List.of("text"), TinyHead.model(List.of("sensor"), "batch"));

        assertThatThrownBy(() -> Head.load(folder))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("takes [embedding_sensor, mask]")
                .hasMessageContaining("[embedding_text, mask]");
    }

    @Test
    void aModelOfAnotherDimensionIsRefused() throws IOException {
        TinyHead.write(folder, "mood-head", List.of("text"));
        change("dimension: 2", "dimension: 3");

        assertThatThrownBy(() -> Head.load(folder))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("embedding_text has shape [-1, 2], expected [-1, 3]");
    }

    @Test
    void aModelThatTakesNoBatchesIsRefused() {
        TinyHead.write(folder, "mood-head", List.of("text"), TinyHead.model(List.of("text"), "1"));

        assertThatThrownBy(() -> Head.load(folder))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("[1, 2], expected [-1, 2]");
    }

    @Test
    void aFileThatIsNoModelIsRefused() {
        TinyHead.write(folder, "mood-head", List.of("text"), "no model".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> Head.load(folder))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("is no model that runs here");
    }

    @Test
    void aHeadOfAModalityThatThePipelineDoesNotHaveIsRefused() {
        TinyHead.write(folder, "smell-head", List.of("smell"));
        var pipeline =
                Pipelines.of(folder, Duration.ofSeconds(30), List.of(), List.of(new Task("mood", folder, List.of())));

        assertThatThrownBy(() -> Heads.load(pipeline))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContaining("'smell'")
                .hasMessageContaining("[text, front-camera, sensor]");
    }
}
