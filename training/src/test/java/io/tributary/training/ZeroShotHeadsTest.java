package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tributary.encoders.Encoded;
import io.tributary.encoders.Encoder;
import io.tributary.encoders.Encoders;
import io.tributary.fusion.Moment;
import io.tributary.fusion.head.HeadManifest;
import io.tributary.fusion.head.Heads;
import io.tributary.fusion.head.InvalidHeadException;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZeroShotHeadsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Path EXAMPLES =
            Path.of(System.getProperty("tributary.root"), "encoders/src/test/resources/huggingface");
    private static final List<List<String>> PROMPTS = List.of(
            List.of("a photo of a happy person"),
            List.of("a photo of a sad person", "What a terrible day..."),
            List.of("an empty room"));
    private static final String TASK =
            """
            zero-shot: {
              prompts: { yes: a photo of a happy person, sad: [a photo of a sad person, What a terrible day...], 'a "b"': an empty room },
              temperature: 0.1, modalities: [camera, message] }""";

    @TempDir
    Path folder;

    @Test
    void aPictureIsOfTheClassWhoseTextsItsVectorLiesNearestTo() throws Exception {
        Pipeline pipeline = pipeline("tiny-clip", "tiny-clip", TASK);
        List<Optional<FloatVector>> pictures = new ArrayList<>();
        for (String name : List.of("photo.jpg", "small.png", "tall.png", "wide.png", "grey.jpg")) {
            pictures.add(Optional.of(picture(pipeline, name)));
        }

        List<Decision> decisions = decide(
                pipeline,
                pictures.stream()
                        .map(picture -> moment(pipeline, picture, Optional.empty()))
                        .toList());

        assertThat(decisions).hasSize(5);
        for (int i = 0; i < 5; i++) {
            double[] expected = scores(pipeline, Directions.unit(pictures.get(i).orElseThrow()));
            assertScores(decisions.get(i), expected);
            assertThat(decisions.get(i).label())
                    .isEqualTo(List.of("yes", "sad", "a \"b\"").get(Directions.best(expected)));
            assertThat(decisions.get(i).evidence().get(0).weight()).isEqualTo(1f);
        }
    }

    @Test
    void whatIsThereOfSeveralModalitiesIsAveragedByDirection() throws Exception {
        Pipeline pipeline = pipeline("tiny-clip", "tiny-clip", TASK);
        FloatVector picture = picture(pipeline, "photo.jpg");
        FloatVector text = text(pipeline, "This is the worst service I have ever had...");

        // Ten times as long, it points where it did.
        Decision decision = decide(
                        pipeline,
                        List.of(moment(pipeline, Optional.of(Directions.scaled(picture, 10)), Optional.of(text))))
                .get(0);

        assertScores(decision, scores(pipeline, Directions.sum(Directions.unit(picture), Directions.unit(text))));
        assertThat(decision.evidence())
                .allSatisfy(one -> assertThat(one.weight()).isCloseTo(0.5f, within(1e-6f)));
    }

    @Test
    void aContributionIsWhatTheScoreLosesWithoutTheModality() throws Exception {
        Pipeline pipeline = pipeline("tiny-clip", "tiny-clip", TASK);
        FloatVector picture = picture(pipeline, "photo.jpg");
        FloatVector text = text(pipeline, "This is the worst service I have ever had...");

        List<Decision> decisions = decide(
                pipeline,
                List.of(
                        moment(pipeline, Optional.of(picture), Optional.of(text)),
                        moment(pipeline, Optional.of(picture), Optional.empty())));

        double[] both = scores(pipeline, Directions.sum(Directions.unit(picture), Directions.unit(text)));
        double[] pictureAlone = scores(pipeline, Directions.unit(picture));
        double[] textAlone = scores(pipeline, Directions.unit(text));
        int label = Directions.best(both);
        assertContributions(decisions.get(0), both[label] - textAlone[label], both[label] - pictureAlone[label]);
        assertContributions(decisions.get(1), pictureAlone[Directions.best(pictureAlone)] - 1.0 / 3, 0);
    }

    @Test
    void itsManifestSaysWhatItWasMadeOf() throws Exception {
        Pipeline pipeline = pipeline("tiny-clip", "tiny-clip", TASK);
        Path head = ZeroShotHeads.prepared(pipeline, folder.resolve("made"))
                .tasks()
                .get(0)
                .head();

        JsonNode yaml = new YAMLMapper().readTree(head.resolve("head.yaml").toFile());
        assertThat(yaml.path("fusion").asText()).isEqualTo("zero-shot");
        assertThat(yaml.path("encoder").asText()).startsWith("tiny-clip");
        assertThat(yaml.path("prompts").path("sad"))
                .extracting(JsonNode::asText)
                .isEqualTo(PROMPTS.get(1));
        HeadManifest manifest = HeadManifest.read(head);
        assertThat(manifest.classes()).containsExactly("yes", "sad", "a \"b\"");
        assertThat(manifest.inputs()).extracting(HeadManifest.Input::modality).containsExactly("camera", "message");
        assertThat(manifest.inputs()).extracting(HeadManifest.Input::space).containsOnly(space(pipeline));
    }

    @Test
    void thePreparedHeadRefusesEmbeddingsOfAnotherSpace() throws Exception {
        Pipeline pipeline = pipeline("tiny-clip", "tiny-clip", TASK);

        try (Heads heads = Heads.load(ZeroShotHeads.prepared(pipeline, folder.resolve("made")))) {
            assertThat(heads.wrongSpace("camera", space(pipeline), 12)).isEmpty();
            assertThat(heads.wrongSpace("camera", "other-1", 12)).isPresent();
        }
    }

    @Test
    void textsAndModalitiesOfDifferentSpacesAreRefused() throws Exception {
        Pipeline pipeline = pipeline(
                "tiny-vit",
                "tiny-clip",
                TASK.replace("temperature:", "encoder: %s, temperature:".formatted(EXAMPLES.resolve("tiny-clip"))));

        assertThatThrownBy(() -> ZeroShotHeads.prepared(pipeline, folder.resolve("made")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("compares camera in the space tiny-vit", "tiny-clip", "two towers");
    }

    @Test
    void anEncoderThatEmbedsNoTextIsRefused() throws Exception {
        Pipeline pipeline = pipeline("tiny-vit", "tiny-clip", TASK);

        assertThatThrownBy(() -> ZeroShotHeads.prepared(pipeline, folder.resolve("made")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("tiny-vit", "text tower", "zero-shot.encoder");
    }

    @Test
    void aPromptThatTheModelReadsOnlyTheBeginningOfIsRefused() throws Exception {
        Pipeline pipeline = pipeline("tiny-clip", "tiny-clip", TASK.replace("an empty room", "room ".repeat(200)));

        assertThatThrownBy(() -> ZeroShotHeads.prepared(pipeline, folder.resolve("made")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContainingAll("longer than what", "zero-shot.prompts");
    }

    @Test
    void fusionSaysThatAZeroShotTaskWantsToBePrepared() throws Exception {
        Pipeline pipeline = pipeline("tiny-clip", "tiny-clip", TASK);

        assertThatThrownBy(() -> Heads.load(pipeline))
                .isInstanceOf(InvalidHeadException.class)
                .hasMessageContainingAll("mood", "zero-shot", "tributary run");
    }

    @Test
    void aPipelineWithoutZeroShotTasksIsLeftAsItIs() throws Exception {
        Pipeline pipeline = pipeline("tiny-clip", "tiny-clip", "head: some");

        assertThat(ZeroShotHeads.prepared(pipeline, folder.resolve("made"))).isEqualTo(pipeline);
        assertThat(folder.resolve("made")).doesNotExist();
    }

    @Test
    void aRecordingIsEvaluatedByAZeroShotTask() throws Exception {
        Path recording = WrittenRecording.of(folder.resolve("recording"), "recording", 20);
        Path file = Files.writeString(
                folder.resolve("texts.yaml"),
                """
                name: texts
                modalities:
                  text: { kind: text, encoder: %s }
                alignment: { window: PT1S }
                tasks:
                  sentiment: { zero-shot: { prompts: { positive: great, negative: awful }, template: 'This is {}!', modalities: [text] } }
                """
                        .formatted(EXAMPLES.resolve("tiny-clip")));

        EvaluationReport report = Evaluation.run(recording, PipelineFile.read(file));

        assertThat(report.tasks().get("sentiment").confusion().total()).isEqualTo(20);
        assertThat(report.tasks().get("sentiment").undecided()).isZero();
    }

    private Pipeline pipeline(String camera, String message, String task) throws IOException {
        return PipelineFile.read(Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: doorway
                modalities:
                  camera: { kind: image, encoder: %s }
                  message: { kind: text, encoder: %s }
                alignment: { window: PT1S }
                tasks:
                  mood: { %s }
                """
                        .formatted(EXAMPLES.resolve(camera), EXAMPLES.resolve(message), task.replace("\n", " "))));
    }

    private List<Decision> decide(Pipeline pipeline, List<Moment> moments) {
        try (Heads heads = Heads.load(ZeroShotHeads.prepared(pipeline, folder.resolve("made")))) {
            return heads.decide(moments);
        }
    }

    /** The formula, straight from the vectors: softmax of the cosines to each class's mean direction, over 0.1. */
    private static double[] scores(Pipeline pipeline, double[] seen) {
        double[] powers = new double[PROMPTS.size()];
        double sum = 0;
        for (int c = 0; c < powers.length; c++) {
            double[] mean = new double[seen.length];
            for (String prompt : PROMPTS.get(c)) {
                mean = Directions.sum(mean, Directions.unit(text(pipeline, prompt)));
            }
            powers[c] = Math.exp(Directions.dot(mean, seen)
                    / Math.sqrt(Directions.dot(mean, mean) * Directions.dot(seen, seen))
                    / 0.1);
            sum += powers[c];
        }
        for (int c = 0; c < powers.length; c++) {
            powers[c] /= sum;
        }
        return powers;
    }

    private static void assertScores(Decision decision, double[] expected) {
        for (int c = 0; c < expected.length; c++) {
            assertThat((double) decision.scores().get(c)).isCloseTo(expected[c], within(1e-4));
        }
    }

    private static void assertContributions(Decision decision, double camera, double message) {
        assertThat((double) decision.evidence().get(0).contribution()).isCloseTo(camera, within(1e-4));
        assertThat((double) decision.evidence().get(1).contribution()).isCloseTo(message, within(1e-4));
    }

    private static FloatVector picture(Pipeline pipeline, String name) throws IOException {
        byte[] content = Files.readAllBytes(EXAMPLES.resolve("pictures").resolve(name));
        return embedded(pipeline, "camera", new Payload.Image(Bytes.owning(content)));
    }

    private static FloatVector text(Pipeline pipeline, String text) {
        return embedded(pipeline, "message", new Payload.Text(text));
    }

    private static FloatVector embedded(Pipeline pipeline, String modality, Payload payload) {
        try (Encoder encoder = Encoders.open(pipeline.modality(modality).orElseThrow())) {
            var observation = new Observation("id", "door", modality, START, payload);
            return ((Encoded.Success) encoder.encode(List.of(observation)).get(0)).vector();
        }
    }

    private static String space(Pipeline pipeline) {
        try (Encoder encoder = Encoders.open(pipeline.modality("camera").orElseThrow())) {
            return encoder.space();
        }
    }

    private static Moment moment(Pipeline pipeline, Optional<FloatVector> camera, Optional<FloatVector> message) {
        String space = space(pipeline);
        List<Moment.Slot> slots = List.of(slot("camera", camera, space), slot("message", message, space));
        return new Moment("door", START, START.plusSeconds(1), CloseReason.COMPLETE, START, slots);
    }

    private static Moment.Slot slot(String modality, Optional<FloatVector> vector, String space) {
        return vector.<Moment.Slot>map(present -> new Moment.Present(
                        modality,
                        present,
                        1,
                        1,
                        "model@1",
                        "0",
                        space,
                        List.of("id"),
                        List.of(new SourceOffset("topic", 0, 0)),
                        List.of()))
                .orElseGet(() -> new Moment.Absent(modality));
    }
}
