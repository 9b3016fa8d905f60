package io.tributary.encoders.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.encoders.HuggingFaceExamples;
import io.tributary.encoders.TestBundles;
import io.tributary.encoders.TestObservations;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.ModelInput;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Kind;
import io.tributary.schemas.RefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that a processor's file may say, against Pillow and NumPy. */
final class HuggingFaceProcessorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    static Stream<Arguments> cases() throws IOException {
        Stream.Builder<Arguments> cases = Stream.builder();
        Path file = HuggingFaceExamples.folder("processors.json");
        for (JsonNode row : JSON.readTree(Files.readString(file))) {
            cases.add(
                    Arguments.of(row.path("name").asText(), row.path("picture").asText(), row));
        }
        return cases.build();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void anImageIsPreparedAsTheFileSays(String name, String picture, JsonNode row)
            throws IOException, RefusedException, NoSuchAlgorithmException {
        ProcessorPreparation preparation = preparation(row.path("config"));

        byte[] prepared = preparation.prepare(TestObservations.image(HuggingFaceExamples.picture(picture)));
        var packed = (ModelInput.Floats) preparation.pack(List.of(prepared)).get(0);

        assertThat(packed.shape())
                .containsExactly(
                        1, 3, row.path("height").asInt(), row.path("width").asInt());
        byte[] pixels = redFirst(prepared);
        if (row.has("pixels")) {
            assertThat(pixels).isEqualTo(row.path("pixels").binaryValue());
        } else {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(pixels);
            assertThat(HexFormat.of().formatHex(hash))
                    .isEqualTo(row.path("sha256").asText());
        }
        int step = packed.values().capacity() / 40;
        for (int i = 0; i < row.path("values").size(); i++) {
            float expected = row.path("values").get(i).floatValue();
            assertThat(packed.values().get(i * step))
                    .isCloseTo(expected, within(1e-6f * Math.max(1, Math.abs(expected))));
        }
    }

    /** The processor's file in the folder of a model whose graph says nothing of sizes. */
    private ProcessorPreparation preparation(JsonNode config) throws IOException {
        HuggingFaceExamples.copy("tiny-resnet", folder);
        Files.writeString(folder.resolve("preprocessor_config.json"), config.toString());
        Bundle bundle = Bundle.read(TestBundles.modality("image", Kind.IMAGE, folder));
        return new ProcessorPreparation((Preprocessing.ProcessedImage) bundle.preprocessing());
    }

    private static byte[] redFirst(byte[] pixels) {
        byte[] swapped = Arrays.copyOf(pixels, pixels.length);
        for (int i = 0; i < pixels.length; i += 3) {
            swapped[i] = pixels[i + 2];
            swapped[i + 2] = pixels[i];
        }
        return swapped;
    }
}
