package io.tributary.schemas.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.schemas.Kind;
import io.tributary.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PipelineFileTest {
    private static final String GOOD =
            """
            name: plant
            modalities:
              telemetry: { kind: sensor, encoder: ../models/telemetry, framing: { length: PT30S, hop: PT10S, grace: PT2S } }
              camera: { kind: image, encoder: ../models/thermal, max-future-skew: PT5S }
            alignment: { window: PT10S, match: mean, complete: [camera] }
            tasks:
              anomaly: { head: ../models/anomaly, requires: [telemetry] }
            sinks: [console, { type: json-lines, path: out.jsonl }]
            """;

    @TempDir
    private Path folder;

    @Test
    void aModelsVariantPromptSpaceAndDecodingAreRead() throws IOException {
        String chosen = GOOD.replace(
                "encoder: ../models/thermal,",
                "encoder: ../models/thermal, variant: int8, prompt: query, space: ours-1, decode: reduced, sequence: 32,");

        assertThat(read(GOOD).modality("camera").orElseThrow().model()).isEqualTo(ModelChoice.usual());
        assertThat(read(chosen).modality("camera").orElseThrow().model())
                .isEqualTo(new ModelChoice("int8", Optional.of("query"), Optional.of("ours-1"), true, 32));
        assertThatThrownBy(() -> read(chosen.replace("decode: reduced", "decode: quick")))
                .hasMessageContaining("modalities.camera.decode is 'quick', expected exact or reduced");
        assertThatThrownBy(() -> read(chosen.replace("sequence: 32", "sequence: 0")))
                .hasMessageContaining("modalities.camera.sequence is '0'");
    }

    @Test
    void aFileIsReadWithItsDefaults() throws IOException {
        Pipeline pipeline = read(GOOD);

        assertThat(pipeline.modalityNames()).containsExactly("telemetry", "camera");
        Modality telemetry = pipeline.modality("telemetry").orElseThrow();
        assertThat(telemetry.kind()).isEqualTo(Kind.SENSOR);
        assertThat(telemetry.encoder())
                .isEqualTo(folder.toAbsolutePath().getParent().resolve("models/telemetry"));
        assertThat(telemetry.framing())
                .contains(new Framing(
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(30),
                        0.3f,
                        Duration.ofSeconds(5)));
        assertThat(telemetry.maxFutureSkew()).isEqualTo(Duration.ofMinutes(1));
        assertThat(pipeline.modality("camera").orElseThrow().maxFutureSkew()).isEqualTo(Duration.ofSeconds(5));
        assertThat(pipeline.alignment())
                .isEqualTo(new Alignment(
                        new Windowing.Tumbling(Duration.ofSeconds(10)),
                        new Closing(
                                Duration.ZERO,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                List.of("camera"),
                                Duration.ZERO,
                                100_000,
                                10_000),
                        Map.of("telemetry", Match.MEAN, "camera", Match.MEAN),
                        Map.of(),
                        false));
        assertThat(pipeline.task("anomaly").orElseThrow().requires()).containsExactly("telemetry");
        assertThat(pipeline.sinks())
                .containsExactly(
                        new SinkSettings("console", Map.of()),
                        new SinkSettings("json-lines", Map.of("path", "out.jsonl")));
    }

    @Test
    void aSensorThatNamesNoEncoderHasTheOneThatTakesAnyChannels() throws IOException {
        Path encoder = read(GOOD.replace("encoder: ../models/telemetry, ", ""))
                .modality("telemetry")
                .orElseThrow()
                .encoder();

        assertThat(encoder).isAbsolute().endsWithRaw(Path.of("models", "encoders", "sensor-general"));
    }

    @Test
    void whatBecomesOfGapsAndHowMuchIsKeptAreRead() throws IOException {
        Framing framing = read(GOOD.replace(
                        "grace: PT2S", "gaps: split, max-gap: PT3S, forget-after: PT10M, max-samples: 5000"))
                .modality("telemetry")
                .flatMap(Modality::framing)
                .orElseThrow();

        assertThat(framing.gaps()).isEqualTo(Gaps.SPLIT);
        assertThat(framing.maxGap()).isEqualTo(Duration.ofSeconds(3));
        assertThat(framing.forgetAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(framing.maxSamples()).isEqualTo(5000);
    }

    @Test
    void completenessIsEveryModalityUnlessTheFileSaysOtherwise() throws IOException {
        assertThat(read(GOOD.replace(", complete: [camera]", ""))
                        .alignment()
                        .closing()
                        .complete())
                .containsExactly("telemetry", "camera");
        assertThat(read(GOOD.replace("[camera]", "[]")).alignment().closing().complete())
                .isEmpty();
    }

    @Test
    void theTopicsOfAPipelineAreItsRawOnesItsFramesAndTheSharedOnes() throws IOException {
        assertThat(Topics.DEFAULT.all(read(GOOD)))
                .containsExactly(
                        "tributary.telemetry",
                        "tributary.telemetry.frames",
                        "tributary.camera",
                        "tributary.embeddings",
                        "tributary.decisions",
                        "tributary.dead-letters",
                        "tributary.late",
                        "tributary.labels");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            name: plant           | name: ''              | name is '""', expected a text
            name: plant           | colour: red           | colour is not a setting, expected one of name,
            kind: image           | kind: video           | modalities.camera.kind is video, expected text, image or sensor
            kind: image           | kind: [image]         | modalities.camera.kind is '["image"]', expected a text
            kind: image, encoder: | kind: image, model:   | modalities.camera.model is not a setting, expected one of kind, encoder
            encoder: ../models/thermal, | `` | modalities.camera.encoder is missing, expected a text
            camera:               | Camera:               | modalities.Camera is named 'Camera', expected lower-case letters
            camera:               | late:                 | modalities.late is named 'late', expected lower-case letters
            camera:               | telemetry:            | is not YAML: Duplicate field 'telemetry'
            kind: sensor          | kind: text            | modalities.telemetry.framing is of kind text, expected framing only where
            length: PT30S         | length: half a minute | framing.length is 'half a minute', expected a duration such as PT10S
            length: PT30S         | length: PT0S          | framing.length is PT0S, expected PT0.001S or longer
            length: PT30S,        | ``                    | framing.length is missing
            hop: PT10S            | hop: PT40S            | framing.hop is PT40S, expected at most framing.length, which is PT30S
            grace: PT2S           | grace: PT-2S          | framing.grace is PT-2S, expected PT0S or longer
            grace: PT2S           | min-coverage: 1.5     | framing.min-coverage is 1.5, expected more than 0, at most 1
            grace: PT2S           | min-coverage: most    | framing.min-coverage is '"most"', expected a number
            grace: PT2S           | gaps: hide            | framing.gaps is 'hide', expected mark, interpolate or split
            grace: PT2S           | gaps: split           | framing.max-gap is missing, expected the longest gap that a frame may span
            grace: PT2S           | gaps: mark, max-gap: PT1S | framing.max-gap is PT1S, expected nothing, as gaps is mark
            grace: PT2S           | grace: P400D          | framing.grace is PT9600H, expected at most
            grace: PT2S           | forget-after: PT1S    | framing.forget-after is PT1S, expected at least framing.idle-after
            grace: PT2S           | max-samples: 0        | framing.max-samples is '0', expected a whole number of 1 or more
            window: PT10S         | window: 10            | alignment.window is '10', expected a duration such as PT10S
            window: PT10S         | window: PT9999999999999H | alignment.window is 'PT9999999999999H', expected a duration
            window: PT10S         | grace: PT1S           | alignment.window is missing
            match: mean           | match: median         | alignment.match is 'median', expected latest, nearest, mean, max or all
            match: mean           | max-open: 0           | alignment.max-open is '0', expected a whole number of 1 or more
            complete: [camera]    | complete: [sound]     | alignment.complete is 'sound', expected modalities of this pipeline:
            complete: [camera]    | complete: camera      | alignment.complete is 'camera', expected a list
            requires: [telemetry] | requires: [sound]     | tasks.anomaly.requires is 'sound', expected modalities
            requires: [telemetry] | require: [telemetry]  | tasks.anomaly.require is not a setting, expected one of head, zero-shot, requires
            sinks: [console,      | sinks: [7,            | sinks is 7, expected a name, or a map with 'type'
            type: json-lines      | kind: json-lines      | expected a name, or a map with 'type'
            tasks:                | time:                 | time.anomaly is not a setting, expected one of max-future-skew
            alignment: {          | alignment: [          | is not YAML
            """)
    void aFileThatIsWrongIsRefusedWithTheFileTheKeyAndWhatWasExpected(String good, String bad, String words) {
        assertThat(GOOD).contains(good);
        assertRefused(GOOD.replace(good, bad == null ? "" : bad), words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            ``                    | the file is missing, expected a map of keys
            just a text           | the file is '"just a text"', expected a map of keys
            name: plant           | modalities is missing, expected a map of keys
            modalities: {}        | modalities is empty, expected at least one modality
            modalities:           | modalities is 'null', expected a map of keys
            """)
    void aFileThatIsNoPipelineIsRefused(String text, String words) {
        assertRefused(text == null ? "" : text, words);
    }

    @Test
    void aTaskMayHaveSeveralHeadsOfWhichTheFirstIsPreferred() throws IOException {
        Task task = read(GOOD.replaceFirst("head: (\\S+),", "head: [$1, ../models/next],"))
                .tasks()
                .get(0);

        assertThat(task.heads()).hasSize(2);
        assertThat(task.heads().get(1))
                .isEqualTo(folder.toAbsolutePath().getParent().resolve("models/next"));
        assertThat(task.head()).isEqualTo(task.heads().get(0));
        assertRefused(GOOD.replaceFirst("head: (\\S+),", "head: [],"), "head is empty, expected a text, or a list");
        assertRefused(GOOD.replaceFirst("head: (\\S+),", "head: [$1, $1],"), "expected every head once");
    }

    @Test
    void aTaskMayDescribeItsClassesByTextsInsteadOfAHead() throws IOException {
        ZeroShot zeroShot = read(zeroShot(
                        "{ prompts: { yes: happy, no: [sad, angry] }, template: ['a {} face', '{}'], modalities: [camera] }"))
                .tasks()
                .get(0)
                .zeroShot()
                .orElseThrow();

        assertThat(zeroShot.classes())
                .containsExactly(
                        new ZeroShot.PromptedClass("yes", List.of("a happy face", "happy")),
                        new ZeroShot.PromptedClass("no", List.of("a sad face", "sad", "a angry face", "angry")));
        assertThat(zeroShot.encoder())
                .isEqualTo(folder.toAbsolutePath().getParent().resolve("models/thermal"));
        assertThat(zeroShot.modalities()).containsExactly("camera");
        assertThat(zeroShot.temperature()).isEqualTo(0.01f);
    }

    @Test
    void aZeroShotTaskComparesEveryModalityOfItsEncoderUnlessItNamesSome() throws IOException {
        Task task = read(zeroShot("{ prompts: { a: x, b: y }, encoder: ../models/thermal, temperature: 0.5 }"))
                .tasks()
                .get(0);

        assertThat(task.heads()).isEmpty();
        assertThat(task.zeroShot().orElseThrow().modalities()).containsExactly("camera");
        assertThat(task.zeroShot().orElseThrow().temperature()).isEqualTo(0.5f);
        assertThat(task.withHead(folder).head()).isEqualTo(folder);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            { prompts: { a: x }, modalities: [camera] }                         | prompts is {"a":"x"}, expected at least two classes
            { modalities: [camera] }                                            | prompts is missing, expected a map of keys
            { prompts: { a: x, b: [] }, modalities: [camera] }                  | prompts.b is empty, expected a text, or a list
            { prompts: { a: x, b: y } }                                         | encoder is missing, expected the folder of the encoder
            { prompts: { a: x, b: y }, encoder: elsewhere }                     | modalities is [], expected modalities whose embeddings
            { prompts: { a: x, b: y }, modalities: [nose] }                     | modalities is 'nose', expected modalities of this pipeline
            { prompts: { a: x, b: y }, modalities: [camera], template: a face } | template is [a face], expected {} where
            { prompts: { a: x, b: y }, modalities: [camera], temperature: 0 }   | temperature is 0.0, expected a number above 0
            { prompts: { a: x, b: y }, modalities: [camera], temperature: 1e99 } | temperature is 1.0E99, expected a number above 0
            """)
    void aZeroShotTaskThatSaysTooLittleIsRefused(String zeroShot, String words) {
        assertRefused(zeroShot(zeroShot), "tasks.anomaly.zero-shot." + words);
    }

    @Test
    void aZeroShotTaskHasNoHeadBesides() {
        assertRefused(
                zeroShot("{ prompts: { a: x, b: y }, modalities: [camera] }, head: some"),
                "tasks.anomaly.head is [some], expected nothing, as the task is zero-shot");
    }

    private static String zeroShot(String text) {
        return GOOD.replace("head: ../models/anomaly", "zero-shot: " + text);
    }

    @Test
    void tasksThatAreEmptyAreRefused() {
        assertRefused(GOOD.replaceAll("(?s)tasks:.*", "tasks: {}"), "tasks is empty, expected at least one task");
    }

    @Test
    void sinksThatAreNoListAreRefused() {
        assertRefused(GOOD.replaceAll("sinks:.*", "sinks: console"), "sinks is 'console', expected a list");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = folder.resolve("nowhere.yaml");
        assertThatThrownBy(() -> PipelineFile.read(file))
                .isInstanceOf(InvalidPipelineException.class)
                .hasMessage("There is no pipeline file " + file);
    }

    private void assertRefused(String text, String words) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidPipelineException.class)
                .hasMessageContaining(folder.resolve("pipeline.yaml").toString())
                .hasMessageContaining(words);
    }

    private Pipeline read(String text) throws IOException {
        return PipelineFile.read(Files.writeString(folder.resolve("pipeline.yaml"), text));
    }
}
