package io.tributary.training.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxHeadTest {
    private static final HeadShape SHAPE = new HeadShape(
            List.of(
                    new HeadShape.Input("front-camera", 12, "a"),
                    new HeadShape.Input("text", 8, "b"),
                    new HeadShape.Input("sensor", 5, "c")),
            List.of("calm", "busy"),
            16);
    private static final int ROWS = 64;

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void theExportedGraphSaysWhatTheTrainedBlockSaysWhateverIsPresent(Fusion fusion) throws Exception {
        var random = new Random(7);
        FittedHead head = drawn(fusion, random);
        Batch batch = drawnBatch(random);

        Map<String, float[]> exported = runOnnx(OnnxHead.write(head), batch);
        Map<String, float[]> trained = runBlock(head, batch);

        assertThat(exported.get("scores")).usingComparatorWithPrecision(1e-4f).containsExactly(trained.get("scores"));
        assertThat(exported.get("weights")).usingComparatorWithPrecision(1e-4f).containsExactly(trained.get("weights"));
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void weightsSumToOneOverThePresentAndScoresToOne(Fusion fusion) throws Exception {
        var random = new Random(8);
        Batch batch = drawnBatch(random);

        Map<String, float[]> exported = runOnnx(OnnxHead.write(drawn(fusion, random)), batch);

        for (int row = 0; row < ROWS; row++) {
            float sum = 0;
            for (int m = 0; m < 3; m++) {
                float weight = exported.get("weights")[row * 3 + m];
                assertThat(weight).isBetween(0f, 1.0001f);
                if (batch.mask().values()[row * 3 + m] == 0f) {
                    assertThat(weight).isZero();
                }
                sum += weight;
            }
            assertThat(sum).isCloseTo(1f, within(1e-4f));
            float scores = exported.get("scores")[row * 2] + exported.get("scores")[row * 2 + 1];
            assertThat(scores).isCloseTo(1f, within(1e-4f));
        }
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void whatAnAbsentModalityHoldsDoesNotCount(Fusion fusion) throws Exception {
        var random = new Random(9);
        FittedHead head = drawn(fusion, random);
        Batch batch = drawnBatch(random);
        Map<String, float[]> before = runOnnx(OnnxHead.write(head), batch);

        for (int m = 0; m < 3; m++) {
            float[] values = batch.embeddings().get(m).values();
            int dimension = values.length / ROWS;
            for (int i = 0; i < values.length; i++) {
                values[i] = batch.mask().values()[i / dimension * 3 + m] == 0f ? 50f : values[i];
            }
        }
        Map<String, float[]> after = runOnnx(OnnxHead.write(head), batch);

        assertThat(after.get("scores")).usingComparatorWithPrecision(1e-5f).containsExactly(before.get("scores"));
    }

    @ParameterizedTest
    @EnumSource(Fusion.class)
    void theSameHeadIsWrittenAsTheSameBytes(Fusion fusion) {
        FittedHead head = drawn(fusion, new Random(3));

        assertThat(OnnxHead.write(head)).isEqualTo(OnnxHead.write(head));
    }

    private static FittedHead drawn(Fusion fusion, Random random) {
        Map<String, FloatArray> arrays = new HashMap<>();
        HeadBlock.initial(fusion, SHAPE, random)
                .forEach((name, array) -> arrays.put(name, noise(array.shape(), random, 0.4f)));
        for (int m = 0; m < 3; m++) {
            long[] dimension = {SHAPE.modalities().get(m).dimension()};
            arrays.put("input" + m + ".mean", noise(dimension, random, 0.1f));
            arrays.put("input" + m + ".scale", noise(dimension, random, 1f));
        }
        return new FittedHead(fusion, SHAPE, arrays, 1.7f);
    }

    private static FloatArray noise(long[] shape, Random random, float strength) {
        int length = 1;
        for (long size : shape) {
            length *= (int) size;
        }
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian() * strength;
        }
        return new FloatArray(shape, values);
    }

    /** Every set of modalities occurs; absent ones hold zeros. */
    private static Batch drawnBatch(Random random) {
        float[] mask = new float[ROWS * 3];
        for (int row = 0; row < ROWS; row++) {
            int set = 1 + row % 7;
            for (int m = 0; m < 3; m++) {
                mask[row * 3 + m] = set >> m & 1;
            }
        }
        List<FloatArray> embeddings = new ArrayList<>();
        for (int m = 0; m < 3; m++) {
            int dimension = SHAPE.modalities().get(m).dimension();
            FloatArray array = noise(new long[] {ROWS, dimension}, random, 1f);
            for (int i = 0; i < array.values().length; i++) {
                array.values()[i] *= mask[i / dimension * 3 + m];
            }
            embeddings.add(array);
        }
        long[] targets = {ROWS, 2};
        return new Batch(embeddings, new FloatArray(new long[] {ROWS, 3}, mask), noise(targets, random, 1f));
    }

    private static Map<String, float[]> runBlock(FittedHead head, Batch batch) {
        HeadTrainer.requireEngine();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), HeadTrainer.ENGINE)) {
            var block = new HeadBlock(head.fusion(), head.shape(), 0.5f);
            block.fill(manager, head.arrays());
            NDList outputs = block.forward(new ParameterStore(manager, true), batch.inputs(manager), false);
            return Map.of(
                    "scores",
                    outputs.get(0).div(head.temperature()).softmax(1).toFloatArray(),
                    "weights",
                    outputs.get(1).toFloatArray());
        }
    }

    private static Map<String, float[]> runOnnx(byte[] model, Batch batch) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        Map<String, OnnxTensor> inputs = new HashMap<>();
        try (OrtSession session = environment.createSession(model)) {
            for (int m = 0; m < 3; m++) {
                String name = OnnxTensors.inputName(SHAPE.modalities().get(m).modality());
                inputs.put(name, tensor(environment, batch.embeddings().get(m)));
            }
            inputs.put("mask", tensor(environment, batch.mask()));
            try (OrtSession.Result result = session.run(inputs)) {
                return Map.of("scores", flat(result, "scores"), "weights", flat(result, "weights"));
            }
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, FloatArray array) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(array.values()), array.shape());
    }

    private static float[] flat(OrtSession.Result result, String name) {
        FloatBuffer buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return values;
    }
}
