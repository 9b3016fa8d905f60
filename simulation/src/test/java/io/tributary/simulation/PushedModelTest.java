package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Decision;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.pipeline.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of the messages' encoder is replaced by one of another space, for which there is a second head. */
class PushedModelTest {
    private static final Path ROOT = Path.of(System.getProperty("tributary.root", ".."));
    private static final int SEEDS = Integer.getInteger("tributary.test.seeds", 10);
    private static final Duration HALF = Duration.ofSeconds(30);

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeModels() throws IOException {
        copy(ROOT.resolve("models/encoders/text"), folder.resolve("text-next"), "bundle.yaml");
        copy(ROOT.resolve("models/heads/plant-sentiment"), folder.resolve("head-next"), "head.yaml");
        Files.writeString(
                folder.resolve("messages.yaml"),
                """
                name: messages
                modalities:
                  message: { kind: text, encoder: %1$s/models/encoders/text }
                  camera: { kind: image, encoder: %1$s/models/encoders/image-thermal }
                alignment: { window: PT10S, grace: PT4S, idle-after: PT20S, max-wait: PT60S, match: { message: mean } }
                tasks:
                  sentiment: { head: [%1$s/models/heads/plant-sentiment, head-next] }
                """
                        .formatted(ROOT.toAbsolutePath()));
    }

    /** Version 2 of a bundle of version 1, in the space text-2 instead of text-1. */
    private static void copy(Path bundle, Path target, String manifest) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(bundle)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
        }
        Path file = target.resolve(manifest);
        Files.writeString(
                file, Files.readString(file).replace("version: 1", "version: 2").replace("text-1", "text-2"));
    }

    private Simulation simulation() {
        return Simulation.of(PipelineFile.read(folder.resolve("messages.yaml")))
                .pushed("message", folder.resolve("text-next"), HALF);
    }

    private void assertNeverMixed(Simulation simulation) {
        Set<String> heads = new TreeSet<>();
        Set<String> windowsOfBoth = new HashSet<>();
        simulation.watch(outcome -> {
            for (Decision decision : outcome.decisions()) {
                heads.add(decision.head());
                Evidence message = decision.evidence().get(0);
                if (message.present()) {
                    assertThat(message.model()).isEqualTo(decision.head().replace("plant-sentiment", "text"));
                }
            }
            outcome.moments().stream()
                    .filter(moment -> moment.others().stream()
                            .anyMatch(other -> other.modality().equals("message")))
                    .map(Moment::entity)
                    .forEach(windowsOfBoth::add);
        });
        for (long seed = 0; seed < SEEDS; seed++) {
            simulation.generated(3, 8).seed(seed).run().requirePassed();
        }
        assertThat(heads).containsExactly("plant-sentiment@1", "plant-sentiment@2");
        assertThat(windowsOfBoth).isNotEmpty();
    }

    @Test
    void embeddingsOfTheOldAndTheNewSpaceAreNeverFusedAsOneWhateverGoesWrong() {
        try (var simulation = simulation()) {
            assertNeverMixed(simulation);
        }
    }

    @Test
    void withoutClocksWhatIsDecidedInBothSpacesIsWhatIsDecidedWithoutAnyFault() {
        try (var simulation = simulation()) {
            assertNeverMixed(simulation.withoutClocks());
        }
    }

    @Test
    void theModelOfAModalityThatThereIsNotCannotBePushed() {
        try (var simulation = simulation()) {
            assertThatThrownBy(() -> simulation.pushed("massage", folder, HALF))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("massage")
                    .hasMessageContaining("[message, camera]");
        }
    }
}
