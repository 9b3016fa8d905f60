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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Positions that look at each other: tokens of a text and regions of an image. */
class CrossAttentionTest {
    private static final List<Example> EXAMPLES = new DrawnSequences(41).draw(70);
    private static final FittedHead HEAD =
            DrawnHead.drawn(Fusion.CROSS_ATTENTION, DrawnSequences.SHAPE, new Random(42));
    private static final int CLASSES = 3;
    private static final int MODALITIES = 3;

    @TempDir
    Path folder;

    @BeforeAll
    static void letDjlStartTheRuntime() {
        OnnxRuntime.initialise();
    }

    @Test
    void theExportedGraphComputesTheFormulaWhateverIsPresentAndHoweverLong() throws Exception {
        Map<String, float[]> computed = OnnxAnswers.of(HEAD, batch(EXAMPLES));

        for (int row = 0; row < EXAMPLES.size(); row++) {
            HeadFormula.Answer expected = formula(EXAMPLES.get(row)).answer();
            assertRow(computed.get("scores"), row, expected.scores());
            assertRow(computed.get("weights"), row, expected.weights());
        }
    }

    @Test
    void theTrainedBlockSaysTheSame() throws Exception {
        Map<String, float[]> exported = OnnxAnswers.of(HEAD, batch(EXAMPLES));
        Map<String, float[]> trained = DrawnHead.answers(HEAD, batch(EXAMPLES));

        for (String output : List.of("scores", "weights")) {
            assertThat(exported.get(output)).usingComparatorWithPrecision(1e-4f).containsExactly(trained.get(output));
        }
    }

    @Test
    void aBatchOfMixedLengthsIsAsOneByOne() throws Exception {
        Map<String, float[]> together = OnnxAnswers.of(HEAD, batch(EXAMPLES));

        for (int row = 0; row < EXAMPLES.size(); row++) {
            Map<String, float[]> alone = OnnxAnswers.of(HEAD, batch(List.of(EXAMPLES.get(row))));
            for (int i = 0; i < CLASSES; i++) {
                assertThat(alone.get("scores")[i]).isCloseTo(together.get("scores")[row * CLASSES + i], within(1e-6f));
            }
        }
    }

    @Test
    void whatFillsUpShorterSequencesDoesNotCount() throws Exception {
        Batch batch = batch(EXAMPLES);
        Map<String, float[]> before = OnnxAnswers.of(HEAD, batch);
        for (int m = 0; m < 2; m++) {
            float[] values = batch.embeddings().get(m).values();
            int dimension = DrawnSequences.SHAPE.modalities().get(m).dimension();
            for (int i = 0; i < values.length; i++) {
                values[i] = batch.positions().get(m).values()[i / dimension] == 0f ? 50f : values[i];
            }
        }

        Map<String, float[]> after = OnnxAnswers.of(HEAD, batch);

        assertThat(after.get("scores")).usingComparatorWithPrecision(1e-5f).containsExactly(before.get("scores"));
        assertThat(after.get("weights")).usingComparatorWithPrecision(1e-5f).containsExactly(before.get("weights"));
    }

    @Test
    void aPipelineDecidesByTheWrittenHeadWithOneWeightAModality() throws Exception {
        List<Decision> decisions = decide(EXAMPLES);

        for (int row = 0; row < EXAMPLES.size(); row++) {
            HeadFormula.Answer expected = formula(EXAMPLES.get(row)).answer();
            for (int c = 0; c < CLASSES; c++) {
                assertThat((double) decisions.get(row).scores().get(c)).isCloseTo(expected.scores()[c], within(1e-4));
            }
            for (int m = 0; m < MODALITIES; m++) {
                assertThat((double) decisions.get(row).evidence().get(m).weight())
                        .isCloseTo(expected.weights()[m], within(1e-4));
            }
        }
    }

    @Test
    void aContributionIsTheScoreLessTheScoreWithoutTheWholeModality() throws Exception {
        List<Decision> decisions = decide(EXAMPLES);

        for (int row = 0; row < EXAMPLES.size(); row++) {
            Decision decision = decisions.get(row);
            int label = decision.classes().indexOf(decision.label());
            for (int m = 0; m < MODALITIES; m++) {
                if (EXAMPLES.get(row).without(m).isPresent()) {
                    Example rest = EXAMPLES.get(row).without(m).get();
                    double lost = decision.confidence() - formula(rest).answer().scores()[label];
                    assertThat((double) decision.evidence().get(m).contribution())
                            .isCloseTo(lost, within(1e-4));
                }
            }
        }
    }

    private List<Decision> decide(List<Example> examples) throws Exception {
        new HeadBundle("drawn", "state", HEAD).write(folder.resolve("drawn"), "{}", "# card");
        assertThat(Files.readString(folder.resolve("drawn/head.yaml")))
                .contains("text: { dimension: 8, space: space-a, sequence: 6 }")
                .contains("sensor: { dimension: 5, space: space-c }");
        Path file = Files.writeString(
                folder.resolve("drawn.yaml"),
                """
                name: drawn
                modalities:
                  text: { kind: text, encoder: none }
                  front-camera: { kind: image, encoder: none }
                  sensor: { kind: sensor, encoder: none }
                alignment: { window: PT1S }
                tasks:
                  state: { head: drawn }
                """);
        try (Heads heads = Heads.load(PipelineFile.read(file))) {
            return heads.decide(
                    examples.stream().map(CrossAttentionTest::moment).toList());
        }
    }

    private static Moment moment(Example example) {
        List<Moment.Slot> slots = new ArrayList<>();
        for (int m = 0; m < MODALITIES; m++) {
            slots.add(slot(example, m));
        }
        return new Moment(
                example.entity(), example.at(), example.at().plusSeconds(1), CloseReason.COMPLETE, example.at(), slots);
    }

    private static Moment.Slot slot(Example example, int modality) {
        HeadShape.Input input = DrawnSequences.SHAPE.modalities().get(modality);
        if (!example.has(modality)) {
            return new Moment.Absent(input.modality());
        }
        return new Moment.Present(
                input.modality(),
                example.embeddings().get(modality).orElseThrow(),
                example.sequences().get(modality),
                1,
                1,
                "model@1",
                "0",
                input.space(),
                List.of("id"),
                List.of(new SourceOffset("topic", 0, 0)),
                List.of());
    }

    private static Batch batch(List<Example> examples) {
        return Batch.of(DrawnSequences.SHAPE, examples, new float[CLASSES]);
    }

    private static HeadFormula formula(Example example) {
        double[][][] positions = new double[MODALITIES][][];
        boolean[] present = new boolean[MODALITIES];
        for (int m = 0; m < MODALITIES; m++) {
            List<FloatVector> sequence = example.sequences().get(m);
            int most = DrawnSequences.SHAPE.modalities().get(m).sequence();
            List<FloatVector> seen = sequence.isEmpty()
                    ? example.embeddings().get(m).stream().toList()
                    : sequence.subList(Math.max(0, sequence.size() - most), sequence.size());
            present[m] = example.has(m);
            positions[m] = seen.stream().map(CrossAttentionTest::values).toArray(double[][]::new);
        }
        return new HeadFormula(HEAD, new double[MODALITIES][], positions, present);
    }

    private static double[] values(FloatVector vector) {
        double[] values = new double[vector.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = vector.get(i);
        }
        return values;
    }

    private static void assertRow(float[] computed, int row, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) computed[row * expected.length + i])
                    .as("row %d, value %d", row, i)
                    .isCloseTo(expected[i], within(1e-5));
        }
    }
}
