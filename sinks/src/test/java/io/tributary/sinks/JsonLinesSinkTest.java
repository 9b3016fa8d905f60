package io.tributary.sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.schemas.Decision;
import io.tributary.schemas.wire.DecisionJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesSinkTest {
    private final List<Decision> decisions = GeneratedDecisions.plant(2, 10, Duration.ofSeconds(10));

    @TempDir
    private Path folder;

    @Test
    void everyDecisionIsALineOfJson() throws Exception {
        Path file = folder.resolve("new/folder/decisions.jsonl");
        write(file, decisions);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSameSizeAs(decisions);
        assertThat(new ObjectMapper().readTree(lines.get(3)))
                .isEqualTo(new ObjectMapper()
                        .readTree(DecisionJson.write(decisions.get(3)).toString()));
    }

    @Test
    void whatComesAgainAfterARestartIsNotWrittenAgain() throws Exception {
        Path file = folder.resolve("decisions.jsonl");
        write(file, decisions.subList(0, 8));
        write(file, decisions.subList(4, decisions.size()));
        assertThat(Files.readAllLines(file)).hasSameSizeAs(decisions).doesNotHaveDuplicates();
    }

    @Test
    void aLaterRevisionIsAFurtherLine() throws Exception {
        Path file = folder.resolve("decisions.jsonl");
        Decision first = decisions.get(0);
        write(file, List.of(first));
        write(file, List.of(GeneratedDecisions.revised(first, 1, "anomalous"), first));
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void aLineThatACrashCutOffIsRemovedAndWrittenWhole() throws Exception {
        Path file = folder.resolve("decisions.jsonl");
        write(file, decisions.subList(0, 3));
        String cut = DecisionJson.write(decisions.get(3)).toString().substring(0, 90);
        Files.writeString(file, cut, StandardOpenOption.APPEND);
        write(file, decisions.subList(3, 5));
        assertThat(Files.readAllLines(file))
                .containsExactlyElementsOf(decisions.subList(0, 5).stream()
                        .map(decision -> DecisionJson.write(decision).toString())
                        .toList());
    }

    @Test
    void aFileThatCannotBeOpenedIsToldWithItsName() throws IOException {
        Path file = Files.createDirectory(folder.resolve("taken"));
        assertThatThrownBy(() -> new JsonLinesSink(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString());
    }

    private static void write(Path file, List<Decision> decisions) throws TargetUnavailableException {
        try (var sink = new JsonLinesSink(file)) {
            sink.write(decisions);
        }
    }
}
