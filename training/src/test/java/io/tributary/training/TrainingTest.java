package io.tributary.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.recording.Label;
import io.tributary.schemas.recording.RecordingWriter;
import io.tributary.training.head.Fusion;
import io.tributary.training.head.HeadSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {
    @TempDir
    Path folder;

    private Pipeline pipeline;

    @BeforeEach
    void readPipeline() throws IOException {
        Path encoder = Path.of(System.getProperty("tributary.root")).resolve("models/encoders/text");
        Path file = folder.resolve("texts.yaml");
        Files.writeString(
                file,
                """
                name: texts
                modalities:
                  text: { kind: text, encoder: %s }
                alignment: { window: PT1S }
                tasks:
                  sentiment: { head: heads/texts-sentiment }
                """
                        .formatted(encoder));
        pipeline = PipelineFile.read(file);
    }

    private TrainingRequest request(Path recording) {
        return TrainingRequest.of(pipeline, "sentiment", List.of(recording))
                .withFusion(Fusion.EARLY)
                .withSettings(
                        HeadSettings.defaults().withEpochs(15).withWidth(8).withFolds(2));
    }

    @Test
    void aHeadFittedOnOneRecordingDecidesAnother() throws Exception {
        Path learned = WrittenRecording.of(folder.resolve("learned"), "learned", 120);
        Path strange = WrittenRecording.of(folder.resolve("strange"), "strange", 60);

        TrainingReport trained = Training.train(request(learned), step -> {});
        EvaluationReport evaluated = Evaluation.run(strange, pipeline);

        assertThat(trained.examples()).isEqualTo(120);
        assertThat(trained.heldOut().get("as recorded").confusion().accuracy()).isGreaterThan(0.9);
        assertThat(evaluated.moments()).isEqualTo(60);
        JsonNode figures = evaluated.toJson().path("tasks").path("sentiment");
        assertThat(figures.path("accuracy").asDouble()).isGreaterThan(0.9);
        assertThat(figures.fieldNames())
                .toIterable()
                .contains(
                        "accuracy",
                        "macro_f1",
                        "weighted_f1",
                        "macro_recall",
                        "precision",
                        "recall",
                        "f1",
                        "false_alarm_rate",
                        "missed_rate",
                        "without");
        assertThat(figures.path("without").path("text").asDouble()).isZero();
        assertThat(evaluated.toText()).contains("accuracy", "accuracy without text");
    }

    @Test
    void aHeadOfTokensIsFittedOnAnEncodersSequencesAndDecidesAnotherRecording() throws Exception {
        Path encoder = Path.of(System.getProperty("tributary.root"))
                .resolve("encoders/src/test/resources/huggingface/tiny-bert");
        Path file = folder.resolve("tokens.yaml");
        Files.writeString(
                file,
                """
                name: tokens
                modalities:
                  text: { kind: text, encoder: %s, sequence: 24 }
                alignment: { window: PT1S }
                tasks:
                  sentiment: { head: heads/tokens-sentiment }
                """
                        .formatted(encoder));
        Pipeline tokens = PipelineFile.read(file);
        Path learned = WrittenRecording.of(folder.resolve("learned"), "learned", 200);
        Path strange = WrittenRecording.of(folder.resolve("strange"), "strange", 60);

        Training.train(
                TrainingRequest.of(tokens, "sentiment", List.of(learned))
                        .withFusion(Fusion.CROSS_ATTENTION)
                        .withSettings(HeadSettings.defaults()
                                .withEpochs(60)
                                .withDropout(0f)
                                .withWidth(32)
                                .withFolds(2)),
                step -> {});
        EvaluationReport evaluated = Evaluation.run(strange, tokens);

        assertThat(Files.readString(folder.resolve("heads/tokens-sentiment/head.yaml")))
                .contains("fusion: cross-attention", "sequence: 24 }");
        // The encoder's weights were drawn, so that much of what it says is chance.
        assertThat(evaluated.tasks().get("sentiment").confusion().accuracy()).isGreaterThan(0.75);
    }

    @Test
    void theCardSaysHowGoodTheHeadIsAndHowToMakeItAgain() throws Exception {
        Path learned = WrittenRecording.of(folder.resolve("learned"), "learned", 60);

        Training.train(request(learned).withCompare(true), step -> {});

        String card = Files.readString(folder.resolve("heads/texts-sentiment/README.md"));
        assertThat(card)
                .contains("# texts-sentiment", "| as recorded | 60 |", "| attention | 60 |", "--width 8")
                .contains("./tributary train --pipeline pipelines/texts.yaml --task sentiment --fusion early");
        assertThat(card).doesNotContain(folder.toString());
    }

    @Test
    void kindsAreComparedAtTheirUsualWidthUnlessAnotherIsAskedFor() {
        TrainingRequest usual = TrainingRequest.of(pipeline, "sentiment", List.of(folder));

        assertThat(usual.widthOf(Fusion.ATTENTION)).isEqualTo(64);
        assertThat(usual.widthOf(Fusion.PROJECTION)).isEqualTo(128);
        assertThat(request(folder).widthOf(Fusion.PROJECTION)).isEqualTo(8);
    }

    @Test
    void labelsWithoutADecisionAndObservationsThatAreRefusedAreCounted() throws Exception {
        Training.train(request(WrittenRecording.of(folder.resolve("learned"), "learned", 60)), step -> {});
        Path gappy = folder.resolve("gappy");
        try (var writer = new RecordingWriter(
                gappy, "gappy", "", Map.of("text", Kind.TEXT), Map.of("sentiment", WrittenRecording.CLASSES))) {
            writer.write(WrittenRecording.text("gappy", 0, "This film is great!"));
            writer.write(WrittenRecording.text("gappy", 1, ""));
            for (int i = 0; i < 3; i++) {
                writer.write(new Label("gappy-" + i, "sentiment", WrittenRecording.START.plusSeconds(i), "positive"));
            }
        }

        EvaluationReport report = Evaluation.run(gappy, pipeline);

        assertThat(report.tasks().get("sentiment").undecided()).isEqualTo(2);
        assertThat(report.tasks().get("sentiment").confusion().total()).isEqualTo(1);
        assertThat(report.refused()).containsValue(1L);
    }

    @Test
    void aMissingRecordingIsSaidInWords() {
        assertThatThrownBy(() -> Training.train(request(folder.resolve("nowhere")), step -> {}))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("There is no recording in")
                .hasMessageContaining("nowhere");
    }

    @Test
    void aRecordingWithoutTheTaskIsSaidInWords() throws Exception {
        Path other = folder.resolve("other");
        new RecordingWriter(other, "other", "", Map.of("text", Kind.TEXT), Map.of("mood", List.of("a", "b"))).close();

        assertThatThrownBy(() -> Training.train(request(other), step -> {}))
                .isInstanceOf(TrainingException.class)
                .hasMessage("The recording other has no task 'sentiment', expected one of [mood]");
    }

    @Test
    void aRecordingWithoutLabelsIsSaidInWords() throws Exception {
        Path silent = folder.resolve("silent");
        try (var writer = new RecordingWriter(
                silent, "silent", "", Map.of("text", Kind.TEXT), Map.of("sentiment", WrittenRecording.CLASSES))) {
            writer.write(WrittenRecording.text("silent", 0, "This film is great!"));
        }

        assertThatThrownBy(() -> Training.train(request(silent), step -> {}))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("0 moments with a label of 'sentiment'");
    }

    @Test
    void anUnknownTaskIsSaidInWords() {
        assertThatThrownBy(() -> TrainingRequest.of(pipeline, "anger", List.of(folder)))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("has no task 'anger', expected one of sentiment");
    }

    @Test
    void aMissingHeadIsSaidInWords() throws Exception {
        Path strange = WrittenRecording.of(folder.resolve("strange"), "strange", 4);

        assertThatThrownBy(() -> Evaluation.run(strange, pipeline))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("texts-sentiment");
    }

    @Test
    void anUnknownFusionIsSaidInWords() {
        assertThatThrownBy(() -> Fusion.named("middle"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no fusion 'middle', expected one of early, late, attention, projection, gated,"
                        + " late-attention, cross-attention");
    }
}
