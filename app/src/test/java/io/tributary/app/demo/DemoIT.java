package io.tributary.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.app.Main;
import io.tributary.testing.JavaProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The main job as a newcomer does it: real broker, real models, real decisions, in a process of its own. */
final class DemoIT {
    @Test
    void theBundledRecordingGoesThroughEveryStage() throws Exception {
        try (JavaProcess demo = JavaProcess.start(
                Main.class,
                Map.of("tributary.home", System.getProperty("tributary.root")),
                "demo",
                "--speed",
                "max",
                "--port",
                "0",
                "--json")) {
            assertThat(demo.awaitExit(java.time.Duration.ofMinutes(4))).isZero();

            List<String> lines = demo.output();
            JsonNode summary = new ObjectMapper().readTree(json(lines));
            assertThat(summary.path("observations").asLong()).isEqualTo(eventCount());
            assertThat(summary.path("moments").asLong()).isGreaterThanOrEqualTo(650);
            assertThat(summary.path("decisions").asLong())
                    .isGreaterThan(summary.path("moments").asLong());
            assertThat(summary.path("dead_letters").asLong()).isPositive();
            assertThat(summary.path("accuracy").path("anomaly").asDouble())
                    .as("always saying 'normal' is right about seventy times in a hundred")
                    .isGreaterThan(0.8);
            assertThat(summary.path("accuracy").path("sentiment").asDouble()).isGreaterThan(0.6);
            assertThat(lines)
                    .anySatisfy(line -> assertThat(line).contains("machine-01").contains("anomaly"));
        }
    }

    /** Standard error is among the lines, and a warning may come after the summary. */
    private static String json(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith("{\"observations\""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no summary:\n" + String.join("\n", lines)));
    }

    private static long eventCount() throws Exception {
        var header = java.nio.file.Path.of(System.getProperty("tributary.root"), "recordings/plant/recording.json");
        return new ObjectMapper()
                .readTree(java.nio.file.Files.readString(header))
                .path("events")
                .asLong();
    }
}
