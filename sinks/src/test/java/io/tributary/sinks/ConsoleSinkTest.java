package io.tributary.sinks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Decision;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleSinkTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Test
    void aDecisionIsOneLineWithWhatItRestsOn() {
        print(false, List.of(GeneratedDecisions.of("pump-7")));
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).contains("2026-03-02 UTC");
        assertThat(lines().get(1))
                .startsWith("08:00:10  pump-7    anomaly  anomalous  █████████▋    80 %")
                .containsPattern("telemetry[▁-█] camera[▁-█] message·")
                .endsWith("grace");
    }

    @Test
    void columnsStayInPlaceOnceTheyAreWide() {
        print(false, GeneratedDecisions.plant(3, 30, Duration.ofSeconds(10)));
        List<String> last = lines().subList(lines().size() - 20, lines().size());
        assertThat(last.stream().map(line -> line.indexOf('%')).distinct()).hasSize(1);
    }

    @Test
    void theSameRevisionIsPrintedOnce() {
        Decision decision = GeneratedDecisions.of("pump-7");
        print(false, List.of(decision, decision, GeneratedDecisions.revised(decision, 1, "normal"), decision));
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(2)).contains("normal").endsWith("revision 1");
    }

    @Test
    void colourTellsGoodFromBadAndCanBeLeftOut() {
        print(true, List.of(GeneratedDecisions.of("pump-7")));
        assertThat(written.toString(StandardCharsets.UTF_8)).contains("\u001B[1;31manomalous");
        assertThat(ClassColour.ansi("normal")).isEqualTo("32");
        assertThat(ClassColour.ansi("squat"))
                .isEqualTo(ClassColour.ansi("squat"))
                .isNotEqualTo("32");
    }

    @Test
    void aNameCannotActOnTheTerminal() {
        print(false, List.of(GeneratedDecisions.of("\u001B[2J\u0007evil\nname\u202E")));
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(1)).doesNotContain("\u001B", "\u0007", "\u202E").contains("[2J\uFFFDevil");
    }

    private void print(boolean colour, List<Decision> decisions) {
        try (var sink = new ConsoleSink(new PrintStream(written, true, StandardCharsets.UTF_8), colour)) {
            sink.write(decisions);
        }
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
