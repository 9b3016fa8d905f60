package io.tributary.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.tributary.encoders.model.OnnxRuntime;
import io.tributary.schemas.FloatVector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exported graphs beside the formulas that the documentation gives. */
class HeadFormulaTest {
    private static final double TOLERANCE = 1e-5;

    @BeforeAll
    static void letDjlStartTheRuntime() {
        OnnxRuntime.initialise();
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void aFittedHeadsGraphComputesItsFormulaWhateverIsPresent(Fusion fusion) throws Exception {
        FittedHead head = fitted(fusion, DrawnHead.SHAPE, 4);

        assertComputesItsFormula(head, batch(DrawnHead.SHAPE, new Random(21)));
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void soDoesAGraphOfStrongWeights(Fusion fusion) throws Exception {
        FittedHead head = DrawnHead.drawn(fusion, new Random(22));

        assertComputesItsFormula(head, batch(DrawnHead.SHAPE, new Random(23)));
    }

    @Test
    void aZeroShotGraphComputesItsFormulaWhateverIsPresent() throws Exception {
        var random = new Random(24);
        List<HeadShape.Input> inputs = Stream.of("front-camera", "text", "sensor")
                .map(modality -> new HeadShape.Input(modality, 16, "space-a"))
                .toList();
        List<ZeroShotHead.ClassVector> classes = Stream.of("calm", "busy", "broken")
                .map(name -> ZeroShotHead.ClassVector.of(
                        name, List.of("one", "other"), List.of(vector(16, random, 0), vector(16, random, 0))))
                .toList();
        var head = new ZeroShotHead(inputs, classes, "towers@1", 0.07f);

        assertComputesItsFormula(head, batch(head.shape(), random));
    }

    @Test
    void noTwoKindsFittedToTheSameExamplesAnswerAlike() throws Exception {
        Batch batch = batch(DrawnHead.SHAPE, new Random(25));
        List<Map<String, float[]>> answers = new ArrayList<>();
        for (Fusion fusion : Fusion.values()) {
            answers.add(OnnxAnswers.of(fitted(fusion, DrawnHead.SHAPE, 4), batch));
        }

        for (int one = 0; one < answers.size(); one++) {
            for (int other = 0; other < one; other++) {
                for (String output : List.of("scores", "weights")) {
                    assertThat(farthest(
                                    answers.get(one).get(output),
                                    answers.get(other).get(output)))
                            .as("%s of %s and %s", output, Fusion.values()[one], Fusion.values()[other])
                            .isGreaterThan(0.01);
                }
            }
        }
    }

    @Test
    void projectionTakesAnEmbeddingOfATextModelAndOneOfAnImageModelTo128Each() throws Exception {
        var shape = new HeadShape(
                List.of(new HeadShape.Input("text", 768, "bert-1"), new HeadShape.Input("camera", 2048, "resnet-1")),
                List.of("calm", "busy", "broken"),
                HeadSettings.defaultsOf(Fusion.PROJECTION).width());

        FittedHead head = fitted(Fusion.PROJECTION, shape, 1);

        assertThat(dimensions(head))
                .containsEntry("projection0.weight", List.of(768L, 128L))
                .containsEntry("projection1.weight", List.of(2048L, 128L))
                .containsEntry("together0.weight", List.of(128L, 128L))
                .containsEntry("together1.weight", List.of(128L, 128L))
                .containsEntry("classes.weight", List.of(128L, 3L));
        assertComputesItsFormula(head, batch(shape, new Random(26)));
    }

    private static void assertComputesItsFormula(HeadModel head, Batch batch) throws Exception {
        Map<String, float[]> computed = OnnxAnswers.of(head, batch);

        for (int row = 0; row < batch.mask().shape()[0]; row++) {
            HeadFormula.Answer expected = formula(head, batch, row).answer();
            assertRow(computed.get("scores"), row, expected.scores());
            assertRow(computed.get("weights"), row, expected.weights());
        }
    }

    private static void assertRow(float[] computed, int row, double[] expected) {
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) computed[row * expected.length + i])
                    .as("row %d, value %d", row, i)
                    .isCloseTo(expected[i], within(TOLERANCE));
        }
    }

    private static HeadFormula formula(HeadModel head, Batch batch, int row) {
        int modalities = head.shape().modalities().size();
        double[][] embeddings = new double[modalities][];
        boolean[] present = new boolean[modalities];
        for (int m = 0; m < modalities; m++) {
            int dimension = head.shape().modalities().get(m).dimension();
            embeddings[m] = new double[dimension];
            for (int i = 0; i < dimension; i++) {
                embeddings[m][i] = batch.embeddings().get(m).values()[row * dimension + i];
            }
            present[m] = batch.mask().values()[row * modalities + m] == 1f;
        }
        double[][][] positions =
                Arrays.stream(embeddings).map(one -> new double[][] {one}).toArray(double[][][]::new);
        return new HeadFormula(head, embeddings, positions, present);
    }

    /** Every set of modalities, each 8 times, the empty one too; what is absent holds large values. */
    private static Batch batch(HeadShape shape, Random random) {
        List<Example> examples = new ArrayList<>();
        int sets = 1 << shape.modalities().size();
        float[] mask = new float[8 * sets * shape.modalities().size()];
        for (int row = 0; row < 8 * sets; row++) {
            List<Optional<FloatVector>> embeddings = new ArrayList<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                boolean present = (row % sets >> m & 1) == 1;
                mask[row * shape.modalities().size() + m] = present ? 1f : 0f;
                embeddings.add(
                        Optional.of(vector(shape.modalities().get(m).dimension(), random, present ? row % 2 : 50)));
            }
            examples.add(new Example("one", Instant.EPOCH, embeddings, 0));
        }
        Batch all = Batch.of(shape, examples, new float[shape.classes().size()]);
        return new Batch(all.embeddings(), new FloatArray(all.mask().shape(), mask), all.targets());
    }

    /** Of 96 examples, in which the class shifts every embedding and every fourth lacks a modality. */
    private static FittedHead fitted(Fusion fusion, HeadShape shape, int epochs) {
        var random = new Random(27);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 96; i++) {
            int label = i % shape.classes().size();
            List<Optional<FloatVector>> embeddings = new ArrayList<>();
            for (int m = 0; m < shape.modalities().size(); m++) {
                FloatVector vector = vector(shape.modalities().get(m).dimension(), random, 0.5f * label);
                embeddings.add(
                        i % 4 == 3 && m == i % shape.modalities().size() ? Optional.empty() : Optional.of(vector));
            }
            examples.add(new Example("entity-" + i % 6, Instant.ofEpochSecond(i), embeddings, label));
        }
        HeadSettings settings =
                HeadSettings.defaults().withEpochs(epochs).withFolds(2).withBatch(16);
        return new HeadTrainer(settings, step -> {})
                .fit(fusion, shape, examples)
                .head();
    }

    private static FloatVector vector(int dimension, Random random, float shift) {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian() + shift;
        }
        return FloatVector.of(values);
    }

    private static double farthest(float[] left, float[] right) {
        double farthest = 0;
        for (int i = 0; i < left.length; i++) {
            farthest = Math.max(farthest, Math.abs(left[i] - right[i]));
        }
        return farthest;
    }

    private static Map<String, List<Long>> dimensions(HeadModel head) throws Exception {
        Function<TensorProto, List<Long>> sizes = tensor -> List.copyOf(tensor.getDimsList());
        return ModelProto.parseFrom(OnnxHead.write(head)).getGraph().getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, sizes));
    }
}
