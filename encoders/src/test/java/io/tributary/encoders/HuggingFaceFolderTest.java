package io.tributary.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tributary.encoders.HuggingFaceExamples.ExpectedText;
import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.ModelChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of a folder from the hub are used, and what a folder that cannot be used says. */
final class HuggingFaceFolderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"int8", "quint8_avx2", "model_qint8_avx512_vnni.onnx"})
    void aQuantisedVariantLiesCloseToTheWholeModel(String variant) {
        try (Encoder encoder = Encoders.open(modality("tiny-bert", Kind.TEXT, choice(variant)))) {
            for (ExpectedText expected : HuggingFaceExamples.texts("tiny-bert")) {
                var encoded =
                        (Encoded.Success) TestBundles.only(encoder, TestObservations.text("1", "e", expected.text()));
                assertThat(Cosine.of(encoded.vector(), expected.embedding()))
                        .as(expected.text())
                        .isGreaterThan(0.95);
            }
        }
    }

    @Test
    void eightBitsAreASpaceOfTheirOwnWhicheverFileSuitsTheProcessor() {
        Bundle whole = Bundle.read(modality("tiny-bert", Kind.TEXT, ModelChoice.usual()));
        Bundle quantised = Bundle.read(modality("tiny-bert", Kind.TEXT, choice("int8")));

        assertThat(whole.space()).matches("tiny-bert-[0-9a-f]{12}");
        assertThat(quantised.space()).isEqualTo(whole.space() + "-int8");
        assertThat(quantised.sha256()).isNotEqualTo(whole.sha256());
    }

    @Test
    void aVariantThatIsNotThereIsNamedWithThoseThatAre() {
        assertThatThrownBy(() -> Bundle.read(modality("tiny-bert", Kind.TEXT, choice("fp16"))))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("onnx/model_fp16.onnx", "onnx/model_quint8_avx2.onnx", "variant");
    }

    @Test
    void aFileOutsideTheFolderIsNoVariant() {
        assertThatThrownBy(() ->
                        Bundle.read(modality("tiny-bert", Kind.TEXT, choice("../../tiny-prompted/onnx/model.onnx"))))
                .isInstanceOf(InvalidBundleException.class);
    }

    @Test
    void bothTowersShareOneSpace() {
        Bundle text = Bundle.read(modality("tiny-clip", Kind.TEXT, ModelChoice.usual()));
        Bundle image = Bundle.read(modality("tiny-clip", Kind.IMAGE, ModelChoice.usual()));

        assertThat(text.space()).isEqualTo(image.space());
        assertThat(text.dimension()).isEqualTo(image.dimension());
        assertThat(text.modelFile()).isNotEqualTo(image.modelFile());
    }

    @Test
    void aFolderOfTwoTowersWantsToBeToldWhich() {
        assertThatThrownBy(() -> Bundle.read(HuggingFaceExamples.folder("tiny-clip")))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("both texts and images", "kind");
    }

    @Test
    void aModelOfAnotherKindThanTheModalityIsRefused() {
        assertThatThrownBy(() -> Encoders.open(modality("tiny-bert", Kind.IMAGE, ModelChoice.usual())))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("encodes text, expected image");
    }

    @Test
    void aSpaceThatIsGivenIsKept() {
        var choice = new ModelChoice(ModelChoice.FLOAT32, Optional.empty(), Optional.of("ours-1"), false);

        assertThat(Bundle.read(modality("tiny-bert", Kind.TEXT, choice)).space())
                .isEqualTo("ours-1");
    }

    @Test
    void aBundleWithAManifestLeavesNothingToChoose() {
        assertThatThrownBy(() -> Bundle.read(TestBundles.bundled("text"), Optional.empty(), choice("int8")))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("bundle.yaml", "expected no variant");
    }

    @Test
    void aPromptIsChosenByNameAndAnUnknownOneIsRefused() {
        assertThat(prompt("passage")).isEqualTo("Passage: ");
        assertThatThrownBy(() -> prompt("answer"))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("config_sentence_transformers.json", "[query, passage]", "'answer'");
    }

    @Test
    void lengthsAreLimitedByTheTightestFile() throws IOException {
        assertThat(maxTokens("tiny-bert")).isEqualTo(32);
        // No file of sentence-transformers, no limit of the tokenizer: positions, less those before the first.
        assertThat(maxTokens("tiny-roberta")).isEqualTo(40);
        copy("tiny-bert");
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 999}");
        assertThat(maxTokens(folder)).isEqualTo(64);
        Files.delete(folder.resolve("sentence_bert_config.json"));
        assertThat(maxTokens(folder)).isEqualTo(32);
    }

    @Test
    void aFolderWithoutAnOnnxModelIsToldHowToMakeOne() throws IOException {
        copy("tiny-bert");
        for (String name : new String[] {"model", "model_quint8_avx2", "model_qint8_avx512_vnni"}) {
            Files.delete(folder.resolve("onnx/" + name + ".onnx"));
        }

        assertRefused("has no ONNX model", "optimum-cli export onnx");
    }

    @Test
    void aMissingTokenizerIsNamed() throws IOException {
        copy("tiny-bert");
        Files.delete(folder.resolve("tokenizer.json"));

        assertRefused("There is no", "tokenizer.json", "use_fast=True");
    }

    @Test
    void aModuleThatIsNotDoneHereIsNamed() throws IOException {
        copy("tiny-bert");
        edit("modules.json", "models.Normalize", "models.Dense");

        assertRefused("modules.json has a module Dense", "sentence_embedding");
    }

    @Test
    void poolingForAnotherWidthIsRefused() throws IOException {
        copy("tiny-bert");
        edit("1_Pooling/config.json", "\"word_embedding_dimension\": 16", "\"word_embedding_dimension\": 384");

        assertRefused("word_embedding_dimension is 384, expected 16");
    }

    @Test
    void aFileThatIsNoJsonIsNamed() throws IOException {
        copy("tiny-bert");
        Files.writeString(folder.resolve("config.json"), "{\"hidden_size\": ");

        assertRefused("config.json is not JSON");
    }

    @Test
    void anImageModelWithoutAProcessorIsRefused() throws IOException {
        copy("tiny-vit");
        Files.delete(folder.resolve("preprocessor_config.json"));

        assertRefused("There is no", "preprocessor_config.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"do_pad\": true}",
                "{\"crop_pct\": 0.9}",
                "{\"rescale_offset\": true}",
                "{\"resample\": 7}",
                "{\"image_std\": [0, 1, 1]}",
                "{\"size\": {\"longest_edge\": 32}}"
            })
    void aStepThatIsNotDoneHereIsNamed(String line) throws IOException {
        copy("tiny-vit");
        Path file = folder.resolve("preprocessor_config.json");
        var config = (ObjectNode) JSON.readTree(Files.readString(file));
        config.setAll((ObjectNode) JSON.readTree(line));
        Files.writeString(file, config.toString());
        String key = JSON.readTree(line).fieldNames().next();

        assertRefused("preprocessor_config.json: " + key);
    }

    @Test
    void aProcessorOfAnotherSizeThanTheModelIsRefused() throws IOException {
        copy("tiny-vit");
        edit("preprocessor_config.json", "\"height\": 32", "\"height\": 48");

        assertRefused("has the input pixel_values float32", "expected what the preprocessing makes");
    }

    @Test
    void aReferenceIsUsedWhereThereIsOne() throws IOException {
        copy("tiny-bert");
        Files.writeString(
                folder.resolve("reference.json"),
                "{\"inputs\":[\"x\"],\"embeddings\":[[1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]],\"tolerance\":0.001}");

        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll("The self-test failed", "input 0");
    }

    private void copy(String name) {
        HuggingFaceExamples.copy(name, folder);
    }

    private void edit(String name, String found, String replacement) throws IOException {
        Path file = folder.resolve(name);
        assertThat(Files.readString(file)).contains(found);
        Files.writeString(file, Files.readString(file).replace(found, replacement));
    }

    private void assertRefused(String... messages) {
        assertThatThrownBy(() -> Encoders.open(folder))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContainingAll(messages);
    }

    private static String prompt(String name) {
        var choice = new ModelChoice(ModelChoice.FLOAT32, Optional.of(name), Optional.empty(), false);
        return text(Bundle.read(modality("tiny-prompted", Kind.TEXT, choice)))
                .wording()
                .prompt();
    }

    private static int maxTokens(String name) {
        return maxTokens(HuggingFaceExamples.folder(name));
    }

    private static int maxTokens(Path folder) {
        return text(Bundle.read(folder)).maxTokens();
    }

    private static Preprocessing.Text text(Bundle bundle) {
        return (Preprocessing.Text) bundle.preprocessing();
    }

    private static ModelChoice choice(String variant) {
        return new ModelChoice(variant, Optional.empty(), Optional.empty(), false);
    }

    private static Modality modality(String name, Kind kind, ModelChoice choice) {
        return new Modality(
                kind.lowerCase(),
                kind,
                HuggingFaceExamples.folder(name),
                Optional.empty(),
                Batching.of(kind),
                Duration.ofMinutes(1),
                choice);
    }
}
