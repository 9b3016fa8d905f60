package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.Observation;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Match;
import io.tributary.schemas.pipeline.Missing;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.pipeline.Windowing;
import io.tributary.testing.Observations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dtributary.test.seeds=200} for more seeds, {@code -Dtributary.test.seed=17} for that one alone. */
class SimulationTest {
    private static final Path PIPELINES = Path.of(System.getProperty("tributary.root", ".."), "pipelines");
    private static final int SEEDS = Integer.getInteger("tributary.test.seeds", 10);
    private static final Duration TEN = Duration.ofSeconds(10);

    static List<Windowing> windows() {
        return List.of(
                new Windowing.Tumbling(TEN),
                new Windowing.Hopping(TEN, Duration.ofSeconds(4)),
                new Windowing.Session(Duration.ofSeconds(7)),
                new Windowing.Anchored("camera", Duration.ofSeconds(6), Duration.ofSeconds(2)));
    }

    static Stream<Alignment> alignments() {
        Alignment usual = PipelineFile.read(PIPELINES.resolve("plant.yaml")).alignment();
        return windows().stream()
                .flatMap(window -> Stream.of(
                        new Alignment(window, usual.closing(), Map.of(), Map.of(), false),
                        new Alignment(
                                window,
                                usual.closing(),
                                Map.of("telemetry", Match.MEAN, "camera", Match.NEAREST, "message", Match.ALL),
                                Map.of(
                                        "message",
                                        new Missing.ReuseLast(Duration.ofSeconds(40)),
                                        "camera",
                                        new Missing.Required()),
                                !(window instanceof Windowing.Session))));
    }

    static Simulation plant(Alignment alignment) {
        Pipeline plant = PipelineFile.read(PIPELINES.resolve("plant.yaml"));
        return Simulation.of(
                new Pipeline(plant.name(), plant.modalities(), alignment, plant.tasks(), plant.sinks(), plant.file()));
    }

    private static void requirePassed(Simulation simulation) {
        Long only = Long.getLong("tributary.test.seed");
        if (only != null) {
            simulation.seed(only).run().requirePassed();
            return;
        }
        int decisions = 0;
        int redeliveries = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulationReport report = simulation.seed(seed).run();
            report.requirePassed();
            decisions += report.decisions();
            redeliveries += report.redeliveries();
        }
        assertThat(decisions).isGreaterThan(5 * SEEDS);
        assertThat(redeliveries).isGreaterThan(20 * SEEDS);
    }

    @ParameterizedTest
    @MethodSource("alignments")
    void whatIsDecidedDespiteAllFaultsIsWhatIsDecidedWithoutAny(Alignment alignment) {
        try (var simulation = plant(alignment)) {
            requirePassed(simulation.withoutClocks());
        }
    }

    @ParameterizedTest
    @MethodSource("alignments")
    void nothingIsLostOrDoubledWhereTheClockDecides(Alignment alignment) {
        try (var simulation = plant(alignment)) {
            requirePassed(simulation);
        }
    }

    @ParameterizedTest
    @MethodSource("alignments")
    void nothingIsLostWhereDeliveryIsAtLeastOnce(Alignment alignment) {
        try (var simulation = plant(alignment)) {
            requirePassed(simulation.atLeastOnce());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"actions", "faces", "imdb", "mvsa", "plant", "solar", "sst2", "tweets"})
    void everyPipelineFilePasses(String name) {
        try (var simulation = Simulation.of(PIPELINES.resolve(name + ".yaml"))) {
            for (long seed = 0; seed < 3; seed++) {
                simulation.seed(seed).run().requirePassed();
            }
        }
    }

    @Test
    void observationsOfOnesOwnAreTakenAndRealModelsRun() {
        var observations = Observations.seeded(5);
        Instant start = Instant.parse("2026-03-01T06:00:00Z");
        List<Observation> texts = IntStream.range(0, 20)
                .mapToObj(i -> observations.text("reader-" + i % 3, "text", start.plusSeconds(i)))
                .toList();
        try (var simulation = Simulation.of(PIPELINES.resolve("sst2.yaml"))) {
            SimulationReport report =
                    simulation.realEncoders().observations(texts).run();
            report.requirePassed();
            assertThat(report.embeddings() + report.deadLetters()).isGreaterThanOrEqualTo(20);
        }
    }

    @Test
    void theSameSeedIsTheSameRunStepByStepAndByteByByte() {
        try (var simulation = Simulation.of(PIPELINES.resolve("plant.yaml"))) {
            String once = simulation.seed(7).run().fingerprint();
            assertThat(simulation.seed(8).run().fingerprint()).isNotEqualTo(once);
            assertThat(simulation.seed(7).run().fingerprint()).isEqualTo(once);
        }
    }
}
