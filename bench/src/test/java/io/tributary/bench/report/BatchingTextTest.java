package io.tributary.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Kind;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.PipelineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatchingTextTest {
    @TempDir
    Path folder;

    @Test
    void whatIsPrintedToBePastedIsReadAsTheSameSettings() throws IOException {
        var batching = new Batching(77, Duration.ofMillis(20), 5, 300, false, 3, 2, 9);
        Path file = Files.writeString(
                folder.resolve("pipeline.yaml"),
                """
                name: pasted
                modalities:
                  message: { kind: text, encoder: none, batching: %s }
                alignment: { window: PT1S }
                tasks: { none: { head: none } }
                """
                        .formatted(new BatchingText(batching).toYaml()));

        assertThat(PipelineFile.read(file).modality("message").orElseThrow().batching())
                .isEqualTo(batching);
    }

    @Test
    void aChangeOfOneSettingLeavesTheOthers() {
        var usual = Batching.of(Kind.TEXT);

        var changed = new BatchingText(usual).with("sessions", 7, "threads", 3);

        assertThat(changed.sessions()).isEqualTo(7);
        assertThat(changed.threads()).isEqualTo(3);
        assertThat(new BatchingText(changed).with("sessions", usual.sessions(), "threads", usual.threads()))
                .isEqualTo(usual);
    }
}
