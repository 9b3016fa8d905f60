package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tributary.encoders.HuggingFaceExamples.ExpectedText;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.schemas.Bytes;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.ModelChoice;
import io.tributary.schemas.wire.EmbeddingCodec;
import io.tributary.schemas.wire.ObservationCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens and regions of real graphs beside what ONNX Runtime itself answers. */
final class SequenceEncoderTest {
    private static final String MANIFEST =
            """
            name: tokens
            kind: text
            model: model.onnx
            text: { tokenizer: tokenizer.json, max-tokens: 20 }
            output: { %s }
            """;

    private static final List<ExpectedText> TEXTS = HuggingFaceExamples.texts("tiny-roberta").stream()
            .filter(text -> text.ids().size() <= 20)
            .toList();

    @TempDir
    private Path folder;

    @Test
    void aTextGivesTheTokensThatTheGraphAnswersAloneAndInABatchOfMixedLengths() throws Exception {
        manifest("tensor: last_hidden_state, sequence: true");
        try (Encoder encoder = Encoders.open(folder)) {
            List<Encoded> batch =
                    encoder.encode(TEXTS.stream().map(SequenceEncoderTest::text).toList());

            assertThat(encoder.positions()).isEqualTo(64);
            assertThat(TEXTS).extracting(text -> text.ids().size()).doesNotHaveDuplicates();
            for (int i = 0; i < TEXTS.size(); i++) {
                float[][] expected = answered(TEXTS.get(i));
                assertSequence((Encoded.Success) batch.get(i), expected);
                assertSequence((Encoded.Success) TestBundles.only(encoder, text(TEXTS.get(i))), expected);
            }
        }
    }

    @Test
    void aLongerTextIsCutToTheMostPositionsAndItsVectorIsTheMeanOfAll() throws Exception {
        manifest("sequence: true, max-positions: 2");
        try (Encoder encoder = Encoders.open(folder)) {
            var encoded = (Encoded.Success) TestBundles.only(encoder, text(TEXTS.get(0)));

            float[][] expected = answered(TEXTS.get(0));
            assertThat(expected.length).isGreaterThan(2);
            assertThat(encoded.sequence()).hasSize(2);
            assertClose(encoded.sequence().get(1), expected[1]);
            assertClose(encoded.vector(), mean(expected));
            assertThat(encoded.truncated()).isFalse();
        }
    }

    @Test
    void vectorAndPositionsAreDividedByTheirLengthsWhereTheManifestSaysSo() throws Exception {
        manifest("sequence: true, normalised: true");
        try (Encoder encoder = Encoders.open(folder)) {
            var encoded = (Encoded.Success) TestBundles.only(encoder, text(TEXTS.get(0)));

            assertThat(Cosine.length(encoded.vector())).isCloseTo(1, within(1e-5));
            assertThat(encoded.sequence())
                    .allSatisfy(position -> assertThat(Cosine.length(position)).isCloseTo(1, within(1e-5)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-positions: 8                    | output.max-positions is given, expected none",
                "sequence: maybe                     | output.sequence is '\"maybe\"', expected true or false",
                "sequence: true, max-positions: 0    | output.max-positions is '0'",
                "sequence: true, max-positions: 99999 | output.max-positions is 99999, expected at most 14062 of 16 values",
                "sequences: true                     | output.sequences is not a key",
                "tensor: tokens                      | output.tensor is 'tokens', expected one of the graph's"
            })
    void aManifestThatIsWrongSaysWhere(String output, String message) throws IOException {
        manifest(output);

        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFolderFromTheHubKeepsItsVectorAndGivesItsTokensToo() {
        ExpectedText text = HuggingFaceExamples.texts("tiny-bert").get(0);
        try (Encoder encoder = Encoders.open(fromHub(Kind.TEXT, "tiny-bert", 64));
                Encoder plain = Encoders.open(fromHub(Kind.TEXT, "tiny-bert", 0))) {
            var encoded = (Encoded.Success) TestBundles.only(encoder, text(text));

            assertThat(encoded.sequence()).hasSize(text.ids().size());
            assertThat(encoded.vector()).isEqualTo(((Encoded.Success) TestBundles.only(plain, text(text))).vector());
            assertThat(encoder.space()).isEqualTo(plain.space());
            assertThat(plain.positions()).isZero();
        }
    }

    @Test
    void theRecordOfAnEmbeddingCarriesItsSequence() throws Exception {
        Modality modality = fromHub(Kind.TEXT, "tiny-bert", 64);
        Connection connection = Connection.to("none:1", folder);
        Observation observation = new Observation("1", "e", "modality", Instant.EPOCH, new Payload.Text("It hums."));
        byte[] raw = new ObservationCodec(connection.wire()).encode("raw", observation);
        try (Encoder encoder = Encoders.open(modality)) {
            var records = new RecordEncoder(connection, modality, "encoder-modality", encoder);
            byte[] key = "e".getBytes(StandardCharsets.UTF_8);

            ProducerRecord<byte[], byte[]> record = records.encode(List.of(at(1, key, raw)), Runnable::run)
                    .join()
                    .get(0);

            Embedding embedding = new EmbeddingCodec(connection.wire()).decode(record.value());
            var encoded = (Encoded.Success) TestBundles.only(encoder, observation);
            assertThat(embedding.sequence()).hasSizeGreaterThan(2).isEqualTo(encoded.sequence());
            assertThat(embedding.vector()).isEqualTo(encoded.vector());
        }
    }

    @Test
    void aVisionTransformerGivesItsPatches() {
        try (Encoder encoder = Encoders.open(fromHub(Kind.IMAGE, "tiny-vit", 17))) {
            var encoded = (Encoded.Success) TestBundles.only(encoder, picture("tiny-vit"));

            assertThat(encoded.sequence()).hasSize(17);
            assertThat(encoded.sequence().get(0)).isEqualTo(encoded.vector());
        }
    }

    @Test
    void regionsAreRefusedAtTheStartWhereThereAreMoreThanTheMost() {
        assertThatThrownBy(() -> Encoders.open(fromHub(Kind.IMAGE, "tiny-vit", 16)))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("a sequence of 17 positions, expected at most 16");
    }

    @Test
    void aConvolutionGivesThePlacesOfItsMapWhoseMeanIsTheVector() {
        try (Encoder encoder = Encoders.open(fromHub(Kind.IMAGE, "tiny-resnet", 64));
                Encoder plain = Encoders.open(fromHub(Kind.IMAGE, "tiny-resnet", 0))) {
            var encoded = (Encoded.Success) TestBundles.only(encoder, picture("tiny-resnet"));

            float[][] regions =
                    encoded.sequence().stream().map(FloatVector::toArray).toArray(float[][]::new);
            assertThat(regions.length).isGreaterThan(1);
            assertClose(encoded.vector(), mean(regions));
            assertThat(encoder.space()).isEqualTo(plain.space() + "-sequence");
        }
    }

    @Test
    void tokensThatArePooledInSeveralWaysAreNoSequence() {
        assertThatThrownBy(() -> Encoders.open(fromHub(Kind.TEXT, "tiny-prompted", 64)))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("pools its tokens in 6 ways, expected one where a sequence is asked for");
    }

    private static ConsumerRecord<byte[], byte[]> at(long millis, byte[] key, byte[] value) {
        return new ConsumerRecord<>(
                "raw",
                0,
                7,
                millis,
                TimestampType.LOG_APPEND_TIME,
                key.length,
                value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private void manifest(String output) throws IOException {
        HuggingFaceExamples.copy("tiny-roberta", folder);
        Files.writeString(folder.resolve("bundle.yaml"), MANIFEST.formatted(output));
    }

    private static Modality fromHub(Kind kind, String name, int sequence) {
        return new Modality(
                "modality",
                kind,
                HuggingFaceExamples.folder(name),
                Optional.empty(),
                Batching.of(kind),
                Duration.ZERO,
                new ModelChoice(ModelChoice.FLOAT32, Optional.empty(), Optional.empty(), false, sequence));
    }

    private static Observation text(ExpectedText text) {
        return TestObservations.text("1", "e", text.text());
    }

    private static Observation picture(String example) {
        byte[] bytes = HuggingFaceExamples.picture(
                HuggingFaceExamples.images(example).get(0).picture());
        return new Observation("1", "e", "modality", Instant.EPOCH, new Payload.Image(Bytes.owning(bytes)));
    }

    /** {@code [tokens, width]}, by ONNX Runtime alone. */
    private float[][] answered(ExpectedText text) throws OrtException {
        long[][] ids = {text.ids().stream().mapToLong(Long::longValue).toArray()};
        long[][] mask = {new long[ids[0].length]};
        Arrays.fill(mask[0], 1);
        var environment = OrtEnvironment.getEnvironment();
        try (OrtSession session =
                        environment.createSession(folder.resolve("model.onnx").toString());
                OnnxTensor tokens = OnnxTensor.createTensor(environment, ids);
                OnnxTensor shown = OnnxTensor.createTensor(environment, mask);
                OrtSession.Result result = session.run(Map.of("input_ids", tokens, "attention_mask", shown))) {
            return ((float[][][]) result.get(0).getValue())[0];
        }
    }

    private static void assertSequence(Encoded.Success encoded, float[][] expected) {
        assertThat(encoded.sequence()).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertClose(encoded.sequence().get(i), expected[i]);
        }
        assertClose(encoded.vector(), mean(expected));
    }

    private static float[] mean(float[][] positions) {
        float[] mean = new float[positions[0].length];
        for (float[] position : positions) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += position[i] / positions.length;
            }
        }
        return mean;
    }

    private static void assertClose(FloatVector found, float[] expected) {
        assertThat(found.toArray()).usingComparatorWithPrecision(1e-5f).containsExactly(expected);
    }
}
