package io.tributary.bench.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.tributary.bench.raw.RawInput;
import io.tributary.bench.raw.RawModel;
import io.tributary.encoders.model.ModelInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TransformerGraphTest {
    private static final TransformerGraph SMALL = new TransformerGraph(2, 64, 4, 128, 500, 32);
    private static final int ROWS = 3;
    private static final int TOKENS = 12;

    @TempDir
    Path folder;

    @Test
    void vectorsAreFiniteAndOfLengthOne() throws IOException {
        float[] vectors = run("float32", SMALL.float32(1));

        assertThat(vectors).hasSize(ROWS * SMALL.width());
        for (int row = 0; row < ROWS; row++) {
            assertThat(product(vectors, vectors, row)).isCloseTo(1, org.assertj.core.data.Offset.offset(1e-4));
        }
    }

    @Test
    void quantisedVectorsPointWhereTheOthersDo() throws IOException {
        float[] exact = run("float32", SMALL.float32(1));
        float[] quantised = run("int8", SMALL.dynamicInt8(1));

        for (int row = 0; row < ROWS; row++) {
            assertThat(product(exact, quantised, row)).isGreaterThan(0.99);
        }
        assertThat(quantised).isNotEqualTo(exact);
    }

    @Test
    void everyProductWithWeightsIsQuantisedAndNoOther() throws IOException {
        List<String> operations = ModelProto.parseFrom(SMALL.dynamicInt8(1)).getGraph().getNodeList().stream()
                .map(NodeProto::getOpType)
                .toList();

        // Query, key, value and their sum, in and out; the first three share one quantisation.
        assertThat(operations).filteredOn("MatMulInteger"::equals).hasSize(2 * 6);
        assertThat(operations).filteredOn("DynamicQuantizeLinear"::equals).hasSize(2 * 4);
        assertThat(operations).filteredOn("MatMul"::equals).hasSize(2 * 2);
    }

    @Test
    void paddingDoesNotChangeAVector() throws IOException {
        Path file = Files.write(folder.resolve("model.onnx"), SMALL.float32(1));
        try (RawModel model = RawModel.load(file, 1, false)) {
            float[] alone = model.run(tokens(1, 5, 5));
            float[] padded = model.run(tokens(1, 5, 20));

            assertThat(product(alone, padded, 0)).isGreaterThan(0.9999);
        }
    }

    @Test
    void theSameSeedMakesTheSameFile() {
        assertThat(SMALL.float32(7)).isEqualTo(SMALL.float32(7));
    }

    @Test
    void minilmHasItsPublishedSize() throws IOException {
        assertThat(Parameters.of(TransformerGraph.MINILM.float32(1))).isBetween(22_000_000L, 23_000_000L);
    }

    private float[] run(String name, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve(name + ".onnx"), bytes);
        try (RawModel model = RawModel.load(file, 1, false)) {
            return model.run(tokens(ROWS, TOKENS, TOKENS));
        }
    }

    private static List<RawInput> tokens(int rows, int tokens, int width) {
        ModelInput.Longs ids = ModelInput.longs("input_ids", rows, width);
        ModelInput.Longs mask = ModelInput.longs("attention_mask", rows, width);
        for (int row = 0; row < rows; row++) {
            for (int token = 0; token < tokens; token++) {
                ids.values().put(row * width + token, (row + 1) * 31L + token);
                mask.values().put(row * width + token, 1);
            }
        }
        return List.of(RawInput.copyOf(ids), RawInput.copyOf(mask));
    }

    private static double product(float[] left, float[] right, int row) {
        double sum = 0;
        for (int i = row * SMALL.width(); i < (row + 1) * SMALL.width(); i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
