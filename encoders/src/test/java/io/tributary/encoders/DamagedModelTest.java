package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.encoders.model.InvalidBundleException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Model files that were cut, damaged or made to do harm fail the start in words; the process lives on. */
final class DamagedModelTest {
    /** A night of it takes {@code -Dtributary.damage.rounds=100000}. */
    private static final int ROUNDS = Integer.getInteger("tributary.damage.rounds", 150);

    @TempDir
    private Path folder;

    private Path model;
    private byte[] whole;

    @BeforeEach
    void copy() throws IOException {
        HuggingFaceExamples.copy("tiny-bert", folder);
        model = folder.resolve("onnx/model.onnx");
        whole = Files.readAllBytes(model);
    }

    @Test
    void aFileThatWasCutIsRefused() throws IOException {
        var random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            Files.write(model, Arrays.copyOf(whole, random.nextInt(whole.length)));

            assertThatThrownBy(() -> Encoders.open(folder))
                    .isInstanceOf(InvalidBundleException.class)
                    .hasMessageContaining("onnx");
        }
    }

    /** Many bits are weights, whose damage nobody can see; of the others each is noticed. */
    @Test
    void aFileWithDamagedBytesIsRefusedOrStillMakesUsableVectors() throws IOException {
        var random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = whole.clone();
            int flips = 1 + random.nextInt(8);
            for (int i = 0; i < flips; i++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            openOrRefuse(damaged);
        }
    }

    /** The outline without the weights is where a damage tells on the graph. */
    @Test
    void damagedGraphsAreRefusedOrStillMakeUsableVectors() throws IOException {
        var random = new Random(3);
        int end = 6_000;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(end)] = (byte) random.nextInt(256);
            openOrRefuse(damaged);
        }
    }

    @Test
    void aDamagedTokenizerIsRefusedOrStillMakesUsableVectors() throws IOException {
        Path tokenizer = folder.resolve("tokenizer.json");
        byte[] json = Files.readAllBytes(tokenizer);
        var random = new Random(4);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = json.clone();
            if (round % 2 == 0) {
                damaged = Arrays.copyOf(json, random.nextInt(json.length));
            } else {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(tokenizer, damaged);
            tryToOpen();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/hostname", "../../../etc/hostname", "../tokenizer.json"})
    void weightsOutsideTheFolderAreRefused(String location) throws IOException {
        Files.write(model, withWeightsIn(location));

        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("'" + location + "'", "outside its folder", "Do not trust");
    }

    @Test
    void aLinkThatLeadsOutOfTheFolderIsRefused() throws IOException {
        Files.createSymbolicLink(folder.resolve("onnx/weights.bin"), Path.of("/etc/hostname"));
        Files.write(model, withWeightsIn("weights.bin"));

        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("weights.bin", "leads out of its folder");
    }

    @Test
    void aMissingWeightFileIsNamed() throws IOException {
        Files.write(model, withWeightsIn("model.onnx_data"));

        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("model.onnx_data", "which is not there");
    }

    private void openOrRefuse(byte[] damaged) throws IOException {
        Files.write(model, damaged);
        tryToOpen();
    }

    private void tryToOpen() {
        try (Encoder encoder = Encoders.open(folder)) {
            assertThat(encoder.dimension()).isPositive();
        } catch (InvalidBundleException e) {
            assertThat(e).hasMessageContaining(folder.toString());
        }
    }

    /**
     * The model with one more weight, whose values lie in another file: in ONNX's own format a graph (7) with an
     * initializer (5) of dims (1), type (2), name (8), external data (13) and where the data lies (14).
     */
    private byte[] withWeightsIn(String location) throws IOException {
        byte[] entry = message(text(1, "location"), text(2, location));
        byte[] tensor = message(number(1, 4), number(2, 1), text(8, "elsewhere"), field(13, entry), number(14, 1));
        byte[] graph = field(7, field(5, tensor));
        // Messages of one field that comes twice are merged, so this adds to the graph.
        return message(whole, graph);
    }

    private static byte[] field(int number, byte[] value) throws IOException {
        return message(varint(number << 3 | 2), varint(value.length), value);
    }

    private static byte[] text(int number, String value) throws IOException {
        return field(number, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] number(int number, int value) throws IOException {
        return message(varint(number << 3), varint(value));
    }

    private static byte[] varint(int value) {
        var bytes = new ByteArrayOutputStream();
        for (int rest = value; ; rest >>>= 7) {
            if (rest < 128) {
                bytes.write(rest);
                return bytes.toByteArray();
            }
            bytes.write(rest & 127 | 128);
        }
    }

    private static byte[] message(byte[]... parts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.write(part);
        }
        return bytes.toByteArray();
    }
}
