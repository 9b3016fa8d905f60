package io.tributary.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.head.HeadManifest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is told to somebody who mistypes: one line that says what to change, and a status that is not zero. */
final class CommandLineTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void home() {
        System.setProperty("tributary.home", System.getProperty("tributary.root"));
    }

    @Test
    void aMissingRecordingIsNamed() {
        assertThat(refused("demo", "--recording", folder.resolve("nowhere").toString(), "--no-page"))
                .contains("There is no recording in " + folder.resolve("nowhere"));
    }

    @Test
    void anOptionThatDoesNotExistIsNamedWithTheWayToHelp() {
        assertThat(refused("demo", "--sped", "3")).contains("--sped").contains("tributary demo --help");
    }

    @Test
    void aSpeedThatIsNoneIsNamedWithWhatIsAllowed() {
        assertThat(refused("demo", "--speed", "fast")).contains("--speed is 'fast', expected a number above 0, or max");
    }

    @Test
    void aTimeThatIsNoneIsNamedWithAnExample() {
        assertThat(refused("demo", "--for", "soon")).contains("--for is 'soon', expected a duration such as 30s");
    }

    @Test
    void aBusyPortIsNamedBeforeAnythingSlowBegins() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(refused("demo", "--port", port))
                    .contains("127.0.0.1:" + port)
                    .contains("taken");
        }
    }

    @Test
    void aRecordingWithoutAPipelineIsToldHowToNameOne() throws IOException {
        java.nio.file.Files.writeString(folder.resolve("recording.json"), "{\"name\":\"mine/train\"}");

        assertThat(refused("demo", "--recording", folder.toString()))
                .contains("mine/train")
                .contains("--pipeline");
    }

    @Test
    void aStageThatDoesNotExistIsNamedWithThoseThatDo() {
        String pipeline = Path.of(System.getProperty("tributary.root"), "pipelines/plant.yaml")
                .toString();

        assertThat(refused("topics", "print", "--pipeline", pipeline + "x")).contains("There is no pipeline file");
    }

    @Test
    void aModelThatIsThereIsTriedAndDescribed() {
        String report =
                output("models", "test", root().resolve("models/encoders/text").toString());

        assertThat(report)
                .contains("text@1 encodes text", "input_ids int64", "reproduces its reference", "a second one by one")
                .endsWith("Nothing is wrong with it.\n");
    }

    @Test
    void aModelIsTriedOnSamplesOfTheUsersOwn() throws IOException {
        Path samples = folder.resolve("samples.txt");
        java.nio.file.Files.writeString(samples, "one\n\ntwo\nthree\n");
        String text = root().resolve("models/encoders/text").toString();

        assertThat(output("models", "test", text, "--samples", samples.toString()))
                .contains("of 3 samples");
        assertThat(refused("models", "test", text, "--samples", samples + "x"))
                .contains("There is no " + samples + "x");
        assertThat(refused("models", "test", text, "--kind", "image")).contains("encodes text, expected image");
    }

    @Test
    void aFolderThatIsNoModelIsNamedWithWhatWasExpected() {
        assertThat(refused("models", "test", folder.toString()))
                .contains("There is no " + folder.resolve("bundle.yaml"), "Hugging Face");
    }

    @Test
    void theModelsThatComeWithTributaryAreListed() {
        assertThat(output("models", "list")).contains("image-photo@1", "space text-1", "models/encoders/text");
    }

    @Test
    void aModelThatTheEncodersWouldRefuseIsNotPushed() {
        String pipeline = root().resolve("pipelines/plant.yaml").toString();
        String text = root().resolve("models/encoders/text").toString();

        assertThat(refused("models", "push", "camera", text, "--pipeline", pipeline))
                .contains("encodes text, expected image, the kind of modality 'camera'");
        assertThat(refused("models", "push", "camra", text, "--pipeline", pipeline))
                .contains("There is no modality 'camra'", "telemetry, camera, message");
        assertThat(refused("models", "push", "message", folder + "/nowhere", "--pipeline", pipeline))
                .contains("There is no folder");
        assertThat(refused("models", "push", "message", text, "--pipeline", pipeline))
                .contains("kafka.bootstrap.servers is not set", "localhost:9092");
    }

    @Test
    void theHeadOfAZeroShotTaskIsWrittenWithoutARecording() throws IOException {
        Path clip = root().resolve("encoders/src/test/resources/huggingface/tiny-clip");
        Path pipeline = java.nio.file.Files.writeString(
                folder.resolve("doorway.yaml"),
                """
                name: doorway
                modalities:
                  camera: { kind: image, encoder: %s }
                alignment: { window: PT1S }
                tasks:
                  mood: { zero-shot: { prompts: { glad: a happy face, sad: a sad face }, modalities: [camera] } }
                """
                        .formatted(clip));
        Path head = folder.resolve("head");
        String file = pipeline.toString();

        assertThat(refused("train", "--pipeline", file, "--task", "mood")).contains("--out is missing");
        assertThat(refused("train", "--pipeline", file, "--task", "mood", "--recording", "some"))
                .contains("'mood'", "is zero-shot");
        output("train", "--pipeline", file, "--task", "mood", "--out", head.toString());

        assertThat(HeadManifest.read(head).classes()).containsExactly("glad", "sad");
        assertThat(head.resolve("README.md")).content().contains("`glad`: a happy face");
    }

    @Test
    void aHeadThatIsFittedWantsARecording() {
        String pipeline = root().resolve("pipelines/plant.yaml").toString();

        assertThat(refused("train", "--pipeline", pipeline, "--task", "anomaly"))
                .contains("(--recording)");
        assertThat(refused(
                        "train", "--pipeline", pipeline, "--task", "anomaly", "--recording", "x", "--fusion", "middle"))
                .contains("projection, gated, late-attention, cross-attention");
    }

    private static Path root() {
        return Path.of(System.getProperty("tributary.root"));
    }

    private static String output(String... arguments) {
        var output = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(output, true));

        assertThat(commandLine.execute(arguments)).isZero();

        return output.toString();
    }

    private static String refused(String... arguments) {
        var error = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setErr(new PrintWriter(error, true));

        int status = commandLine.execute(arguments);

        assertThat(status).isNotZero();
        assertThat(error.toString().lines()).hasSize(1);
        return error.toString();
    }
}
