package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fusion.Moment;
import io.tributary.schemas.Bound;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Observation;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.pipeline.Windowing;
import io.tributary.testing.Observations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readings and pictures of three machines, without messages; windows of 10 s close by what producers say, and by nothing else. */
class OwnBoundsTest {
    private static final Path PLANT = Path.of(System.getProperty("tributary.root", ".."), "pipelines", "plant.yaml");
    private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final List<String> MACHINES = List.of("press", "pump", "kiln");
    private static final int WINDOWS = 6;
    private static final int SEEDS = Integer.getInteger("tributary.test.seeds", 10);

    private final Observations observations = Observations.seeded(3);

    private static Pipeline plant() {
        Pipeline plant = PipelineFile.read(PLANT);
        var closing = new Closing(
                HOUR, HOUR, HOUR, plant.modalityNames(), Duration.ZERO, 1000, Closing.DEFAULT_MAX_OBSERVATIONS);
        return new Pipeline(
                "plant",
                plant.modalities().stream().map(StoppedEncoderTest::unframed).toList(),
                new Alignment(new Windowing.Tumbling(WINDOW), closing, Map.of(), Map.of(), false),
                plant.tasks(),
                List.of(),
                plant.file());
    }

    private static Instant end(int window) {
        return START.plus(WINDOW.multipliedBy(window + 1L));
    }

    private List<Observation> of(int window) {
        List<Observation> all = new ArrayList<>();
        for (String machine : MACHINES) {
            Instant at = START.plus(WINDOW.multipliedBy(window));
            all.add(observations.sample(machine, "telemetry", at.plusMillis(1_500), List.of("x", "y")));
            all.add(observations.image(machine, "camera", at.plusMillis(5_000)));
        }
        return all;
    }

    private static List<Sent> passed(int window, List<Optional<String>> entities) {
        return entities.stream()
                .flatMap(entity -> plant().modalityNames().stream()
                        .map(modality -> Sent.of(new Bound(modality, entity, end(window)))))
                .toList();
    }

    /** Behind every window but the last each producer says that it is over. */
    private List<Sent> sent(List<Optional<String>> entities) {
        List<Sent> all = new ArrayList<>();
        for (int window = 0; window < WINDOWS; window++) {
            of(window).forEach(observation -> all.add(Sent.of(observation)));
            if (window < WINDOWS - 1) {
                all.addAll(passed(window, entities));
            }
        }
        return all;
    }

    private static List<Optional<String>> entities(boolean named) {
        return named ? MACHINES.stream().map(Optional::of).toList() : List.of(Optional.empty());
    }

    private static void assertClosedByBounds(Outcome outcome) {
        assertThat(outcome.moments()).hasSize(WINDOWS * MACHINES.size());
        for (Moment moment : outcome.moments()) {
            boolean isLast = moment.windowEnd().equals(end(WINDOWS - 1));
            assertThat(moment.closedBy()).isEqualTo(isLast ? CloseReason.SHUTDOWN : CloseReason.BOUND);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void boundsOfEntitiesAndOfPartitionsCloseWhatTheySpeakOfWhateverGoesWrong(boolean named) {
        try (var simulation = Simulation.of(plant()).withoutClocks().sent(sent(entities(named)))) {
            for (long seed = 0; seed < SEEDS; seed++) {
                simulation
                        .seed(seed)
                        .partitions(1 + (int) seed % 4)
                        .watch(OwnBoundsTest::assertClosedByBounds)
                        .run()
                        .requirePassed();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void boundsAmongOnesOwnObservationsLoseAndDoubleNothingWhereTheClockDecidesBeside(boolean named) {
        try (var simulation = Simulation.of(PLANT).sent(sent(entities(named)))) {
            for (long seed = 0; seed < SEEDS; seed++) {
                simulation.seed(seed).run().requirePassed();
            }
        }
    }

    @Test
    void whatComesInSpiteOfABoundIsLateWhereItsWindowIsDecided() {
        List<Sent> sent = sent(entities(true));
        Observation belated = observations.image("press", "camera", START.plusSeconds(7));
        sent.add(Sent.of(belated));
        List<LateObservation> late = new ArrayList<>();
        try (var simulation = Simulation.of(plant())
                .withoutClocks()
                .faults(Faults.none())
                .sent(sent)
                .watch(outcome -> late.addAll(outcome.late()))) {
            for (long seed = 0; seed < SEEDS; seed++) {
                simulation.seed(seed).run().requirePassed();
            }
        }
        assertThat(late)
                .isNotEmpty()
                .allMatch(one -> one.reason() == CloseReason.BOUND)
                .allMatch(one -> one.embedding().id().equals(belated.id()));
    }

    @Test
    void boundsAreGeneratedAmongOnesOwnObservationsToo() {
        List<Observation> own = new ArrayList<>();
        for (int window = 0; window < WINDOWS; window++) {
            own.addAll(of(window));
            own.add(observations.text("press", "message", end(window).minusSeconds(1)));
        }
        List<Integer> bounds = new ArrayList<>();
        try (var simulation = Simulation.of(plant()).observations(own).watch(outcome -> bounds.add(bounds(outcome)))) {
            simulation.run().requirePassed();
            simulation.bounds(100).faults(Faults.none()).run().requirePassed();
        }
        assertThat(bounds).containsExactly(0, own.size());
    }

    /** How many were passed on by the encoders. */
    private static int bounds(Outcome outcome) {
        return (int) outcome.broker().read(outcome.topics().embeddings()).stream()
                .filter(record -> Bound.isMeant(record.headers()))
                .count();
    }

    @Test
    void whatThePipelineHasNoModalityForIsNotSent() {
        try (var simulation = Simulation.of(PLANT)) {
            assertThatThrownBy(() -> simulation.sent(List.of(Sent.of(new Bound("massage", Optional.empty(), START)))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("massage")
                    .hasMessageContaining("[telemetry, camera, message]");
        }
    }
}
