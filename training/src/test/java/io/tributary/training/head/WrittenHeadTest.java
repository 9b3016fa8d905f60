package io.tributary.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tributary.encoders.model.OnnxRuntime;
import io.tributary.fusion.Moment;
import io.tributary.fusion.head.Heads;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.SourceOffset;
import io.tributary.schemas.pipeline.PipelineFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WrittenHeadTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @BeforeAll
    static void letDjlStartTheRuntime() {
        OnnxRuntime.initialise();
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void aPipelineDecidesByAWrittenHeadAsTheTrainedBlockDoes(Fusion fusion) throws Exception {
        var random = new Random(11);
        FittedHead head = DrawnHead.drawn(fusion, random);
        Batch batch = DrawnHead.batch(random);

        List<Decision> decisions = decide(head, batch);

        Map<String, float[]> trained = DrawnHead.answers(head, batch);
        assertThat(decisions).hasSize(DrawnHead.ROWS);
        for (int row = 0; row < DrawnHead.ROWS; row++) {
            Decision decision = decisions.get(row);
            for (int c = 0; c < 2; c++) {
                assertThat(decision.scores().get(c)).isCloseTo(trained.get("scores")[row * 2 + c], within(1e-4f));
            }
            for (int m = 0; m < 3; m++) {
                assertThat(decision.evidence().get(m).weight())
                        .isCloseTo(trained.get("weights")[row * 3 + m], within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void aContributionIsWhatTheScoreLosesWithoutTheModality(Fusion fusion) throws Exception {
        var random = new Random(12);
        FittedHead head = DrawnHead.drawn(fusion, random);
        Batch batch = DrawnHead.batch(random);

        List<Decision> decisions = decide(head, batch);

        float[] scores = OnnxAnswers.of(head, batch).get("scores");
        for (int m = 0; m < 3; m++) {
            float[] without = OnnxAnswers.of(head, without(batch, m)).get("scores");
            for (int row = 0; row < DrawnHead.ROWS; row++) {
                Decision decision = decisions.get(row);
                int label = row * 2 + decision.classes().indexOf(decision.label());
                // Where it is absent already, nothing is lost.
                assertThat(decision.evidence().get(m).contribution())
                        .isCloseTo(scores[label] - without[label], within(1e-5f));
            }
        }
    }

    private static Batch without(Batch batch, int modality) {
        float[] mask = batch.mask().values().clone();
        for (int row = 0; row < DrawnHead.ROWS; row++) {
            mask[row * 3 + modality] = 0f;
        }
        return new Batch(batch.embeddings(), new FloatArray(batch.mask().shape(), mask), batch.targets());
    }

    private List<Decision> decide(FittedHead head, Batch batch) throws Exception {
        new HeadBundle("drawn", "state", head).write(folder.resolve("drawn"), "{}", "# card");
        Path file = Files.writeString(
                folder.resolve("drawn.yaml"),
                """
                name: drawn
                modalities:
                  front-camera: { kind: image, encoder: none }
                  text: { kind: text, encoder: none }
                  sensor: { kind: sensor, encoder: none }
                alignment: { window: PT1S }
                tasks:
                  state: { head: drawn }
                """);

        try (Heads heads = Heads.load(PipelineFile.read(file))) {
            return heads.decide(moments(batch));
        }
    }

    private static List<Moment> moments(Batch batch) {
        List<Moment> moments = new ArrayList<>();
        for (int row = 0; row < DrawnHead.ROWS; row++) {
            List<Moment.Slot> slots = new ArrayList<>();
            for (int m = 0; m < 3; m++) {
                HeadShape.Input input = DrawnHead.SHAPE.modalities().get(m);
                int dimension = input.dimension();
                float[] all = batch.embeddings().get(m).values();
                slots.add(
                        batch.mask().values()[row * 3 + m] == 0f
                                ? new Moment.Absent(input.modality())
                                : present(input, Arrays.copyOfRange(all, row * dimension, (row + 1) * dimension)));
            }
            Instant start = START.plusSeconds(row);
            moments.add(new Moment("entity", start, start.plusSeconds(1), CloseReason.COMPLETE, start, slots));
        }
        return moments;
    }

    private static Moment.Present present(HeadShape.Input input, float[] values) {
        return new Moment.Present(
                input.modality(),
                FloatVector.of(values),
                1,
                1,
                "model@1",
                "0",
                input.space(),
                List.of("id"),
                List.of(new SourceOffset("topic", 0, 0)),
                List.of());
    }
}
