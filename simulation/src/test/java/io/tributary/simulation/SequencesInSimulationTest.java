package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.Observation;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.testing.Observations;
import io.tributary.testing.TinySequenceHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of at most five positions, of which a head takes three, beside a sensor's vector. */
class SequencesInSimulationTest {
    private static final int SEEDS = Integer.getInteger("tributary.test.seeds", 10);
    private static final int POSITIONS = 5;
    private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void writeModels() throws IOException {
        writeBundle(
                "text",
                """
                output: { sequence: true, max-positions: %d }
                text: { tokenizer: tokenizer.json, max-tokens: 16 }
                """
                        .formatted(POSITIONS));
        writeBundle("sensor", "sensor: { channels: [x, y], length: 4 }");
        TinySequenceHead.write(folder.resolve("head"), 3, "positions");
    }

    /** What stands for the model needs no more than its manifest. */
    private void writeBundle(String kind, String rest) throws IOException {
        Path bundle = Files.createDirectories(folder.resolve(kind));
        Files.writeString(bundle.resolve("model.onnx"), "not read");
        Files.writeString(bundle.resolve("tokenizer.json"), "not read");
        Files.writeString(
                bundle.resolve("bundle.yaml"),
                """
                name: %1$s
                version: 1
                kind: %1$s
                space: %1$s-1
                dimension: 2
                model: model.onnx
                sha256: "%2$s"
                """
                                .formatted(kind, "0".repeat(64))
                        + rest);
    }

    private Simulation simulation(String match) throws IOException {
        Path file = folder.resolve("questions.yaml");
        Files.writeString(
                file,
                """
                name: questions
                modalities:
                  text: { kind: text, encoder: text }
                  sensor: { kind: sensor, encoder: sensor }
                alignment: { window: PT10S, grace: PT4S, idle-after: PT20S, max-wait: PT60S, match: { text: %s } }
                tasks:
                  question: { head: head }
                """
                        .formatted(match));
        return Simulation.of(PipelineFile.read(file));
    }

    private static void requirePassed(Simulation simulation, String match) {
        Set<Integer> embedded = new TreeSet<>();
        List<Integer> aligned = new ArrayList<>();
        simulation.watch(outcome -> {
            for (Embedding embedding : outcome.embeddings()) {
                if (embedding.modality().equals("text")) {
                    embedded.add(embedding.sequence().size());
                } else {
                    assertThat(embedding.sequence()).isEmpty();
                }
            }
            outcome.moments().stream()
                    .flatMap(moment -> moment.present("text").stream())
                    .map(Moment.Present::sequence)
                    .map(List::size)
                    .forEach(aligned::add);
            assertThat(outcome.decisions()).isNotEmpty().allMatch(decision -> decision.head()
                    .equals("sequence-head@1"));
        });
        for (long seed = 0; seed < SEEDS; seed++) {
            simulation.seed(seed).run().requirePassed();
        }
        assertThat(embedded).containsExactly(1, 2, 3, 4, 5);
        assertThat(aligned).allMatch(length -> length > 0);
        if (match.equals("all")) {
            assertThat(aligned).as("those of several texts one after another").anyMatch(length -> length > POSITIONS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "nearest", "all"})
    void sequencesThatAHeadTakesAreNotMixedUpWhateverGoesWrong(String match) throws IOException {
        try (var simulation = simulation(match)) {
            requirePassed(simulation, match);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "nearest", "all"})
    void whatIsDecidedOfSequencesDespiteAllFaultsIsWhatIsDecidedWithoutAny(String match) throws IOException {
        try (var simulation = simulation(match)) {
            requirePassed(simulation.withoutClocks(), match);
        }
    }

    @Test
    void theSameTextHasTheSameSequenceAndAnotherHasAnother() throws IOException {
        var observations = Observations.seeded(1);
        Observation once = observations.text("reader", "text", START);
        Observation again = new Observation("again", "writer", "text", START.plusSeconds(1), once.payload());
        Observation other = observations.text("reader", "text", START.plusSeconds(2));
        List<List<FloatVector>> sequences = new ArrayList<>();
        try (var simulation = simulation("latest")) {
            simulation
                    .observations(List.of(once, again, other))
                    .faults(Faults.none())
                    .watch(outcome -> outcome.embeddings().stream()
                            .sorted(Comparator.comparing(Embedding::at))
                            .map(Embedding::sequence)
                            .forEach(sequences::add))
                    .run()
                    .requirePassed();
        }
        assertThat(sequences).hasSize(3);
        assertThat(sequences.get(1)).isEqualTo(sequences.get(0));
        assertThat(sequences.get(2)).isNotEqualTo(sequences.get(0));
    }
}
