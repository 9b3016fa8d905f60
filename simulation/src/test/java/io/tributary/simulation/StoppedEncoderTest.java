package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Embedding;
import io.tributary.schemas.Evidence;
import io.tributary.schemas.Observation;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Missing;
import io.tributary.schemas.pipeline.Modality;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.PipelineFile;
import io.tributary.schemas.pipeline.Windowing;
import io.tributary.testing.Observations;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The camera's encoder is stopped for a minute, while pictures, messages and readings of three machines go on to come as
 * they came in the minute before, and come in the minute after.
 */
class StoppedEncoderTest {
    private static final Path PLANT = Path.of(System.getProperty("tributary.root", ".."), "pipelines", "plant.yaml");
    private static final Instant START = Instant.parse("2026-03-01T06:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final List<String> MACHINES = List.of("press", "pump", "kiln");
    private static final int WINDOWS = 18;
    private static final int SEEDS = Integer.getInteger("tributary.test.seeds", 3);

    private static Pipeline plant(Duration idleAfter, Duration maxWait, Map<String, Missing> missing) {
        Pipeline plant = PipelineFile.read(PLANT);
        var closing = new Closing(
                GRACE,
                maxWait,
                idleAfter,
                plant.modalityNames(),
                Duration.ZERO,
                1000,
                Closing.DEFAULT_MAX_OBSERVATIONS);
        return new Pipeline(
                "plant",
                plant.modalities().stream().map(StoppedEncoderTest::unframed).toList(),
                new Alignment(new Windowing.Tumbling(WINDOW), closing, Map.of(), missing, false),
                plant.tasks(),
                List.of(),
                plant.file());
    }

    /** With readings that are encoded as they come. */
    static Modality unframed(Modality modality) {
        return new Modality(
                modality.name(),
                modality.kind(),
                modality.encoder(),
                Optional.empty(),
                modality.batching(),
                modality.maxFutureSkew());
    }

    /** In every window of every machine two readings, then a message, then a picture. */
    private static List<Observation> steady() {
        var observations = Observations.seeded(3);
        List<Observation> all = new ArrayList<>();
        for (int window = 0; window < WINDOWS; window++) {
            for (int machine = 0; machine < MACHINES.size(); machine++) {
                String entity = MACHINES.get(machine);
                Instant at = START.plus(WINDOW.multipliedBy(window)).plusMillis(1_200L * machine);
                all.add(observations.sample(entity, "telemetry", at, List.of("x", "y")));
                all.add(observations.sample(entity, "telemetry", at.plusMillis(1_500), List.of("x", "y")));
                all.add(observations.text(entity, "message", at.plusMillis(3_000)));
                all.add(observations.image(entity, "camera", at.plusMillis(5_000)));
            }
        }
        all.sort(Comparator.comparing(Observation::at));
        return all;
    }

    private static Simulation simulation(Pipeline pipeline) {
        return Simulation.of(pipeline)
                .observations(steady())
                .faults(Faults.none())
                .stopped("encoder-camera", MINUTE, MINUTE);
    }

    private static Outcome outcome(Simulation simulation) {
        var outcome = new AtomicReference<Outcome>();
        simulation.watch(outcome::set).run().requirePassed();
        return Objects.requireNonNull(outcome.get());
    }

    private static Outcome run(Duration idleAfter, Duration maxWait, Map<String, Missing> missing) {
        try (var simulation = simulation(plant(idleAfter, maxWait, missing))) {
            Outcome outcome = outcome(simulation);
            assertThat(outcome.deadLetters()).isEmpty();
            assertThat(outcome.embeddings()).hasSize(steady().size());
            return outcome;
        }
    }

    /** Each embedding counts in its window or is late, and none both. */
    private static void assertEachIsCountedOnce(Outcome outcome) {
        for (String modality : List.of("telemetry", "camera", "message")) {
            long counted =
                    present(outcome, modality).mapToInt(Moment.Present::count).sum();
            assertThat(counted + late(outcome, modality).size())
                    .as(modality)
                    .isEqualTo(of(outcome.embeddings(), modality));
        }
        assertThat(outcome.late()).extracting(one -> one.embedding().id()).doesNotHaveDuplicates();
        assertThat(outcome.late()).allMatch(one -> one.missed() == 1 && one.windows() == 1);
    }

    private static Stream<Moment.Present> present(Outcome outcome, String modality) {
        return outcome.moments().stream().flatMap(moment -> moment.present(modality).stream());
    }

    private static List<LateObservation> late(Outcome outcome, String modality) {
        return outcome.late().stream()
                .filter(one -> one.embedding().modality().equals(modality))
                .toList();
    }

    private static long of(List<Embedding> embeddings, String modality) {
        return embeddings.stream()
                .filter(embedding -> embedding.modality().equals(modality))
                .count();
    }

    private static List<Moment> without(Outcome outcome, String modality) {
        return outcome.moments().stream()
                .filter(moment -> moment.present(modality).isEmpty())
                .toList();
    }

    private static boolean isInTheMinute(Moment moment) {
        return moment.windowEnd().isAfter(START.plus(MINUTE))
                && moment.windowStart().isBefore(START.plus(MINUTE).plus(MINUTE));
    }

    /** Of windows that begin between two times, how long after the second they were decided, by the clock. */
    private static List<Duration> decidedAfter(Outcome outcome, Instant from, Instant to) {
        var records = outcome.broker().read(outcome.topics().decisions());
        List<Duration> after = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            Instant begins = outcome.decisions().get(i).windowStart();
            if (!begins.isBefore(from) && begins.isBefore(to)) {
                after.add(
                        Duration.between(to, Instant.ofEpochMilli(records.get(i).timestamp())));
            }
        }
        return after;
    }

    private static void assertMarkedAsPartial(Outcome outcome) {
        long marked = outcome.decisions().stream()
                .filter(decision -> decision.task().equals("anomaly"))
                .filter(decision ->
                        decision.evidence().stream().anyMatch(evidence -> evidence.equals(Evidence.absent("camera"))))
                .count();
        assertThat(marked).isEqualTo(without(outcome, "camera").size());
    }

    @Test
    void whereEverythingMayTakeLongerThanTheStopEveryWindowWaitsAndIsComplete() {
        Outcome outcome = run(LONG, LONG, Map.of());

        assertThat(outcome.late()).isEmpty();
        assertThat(outcome.moments())
                .hasSize(WINDOWS * MACHINES.size())
                .allMatch(moment -> moment.closedBy() == CloseReason.COMPLETE)
                .allMatch(moment -> moment.slots().stream().allMatch(Moment.Present.class::isInstance));
        assertThat(decidedAfter(outcome, START.plus(MINUTE), START.plus(MINUTE).plus(MINUTE)))
                .as("those of the minute are decided when the encoder is back")
                .hasSize(6 * MACHINES.size() * 2)
                .allMatch(after -> after.compareTo(Duration.ZERO) >= 0);
    }

    @Test
    void whereNoClockDecidesAStopChangesNothing() {
        List<Moment> moments = new ArrayList<>();
        try (var simulation = Simulation.of(plant(WINDOW, WINDOW, Map.of()))
                .withoutClocks()
                .observations(steady())
                .faults(Faults.none())) {
            moments.addAll(outcome(simulation).moments());
            assertThat(outcome(simulation.stopped("encoder-camera", MINUTE, MINUTE))
                            .moments())
                    .hasSameSizeAs(moments);
        }
    }

    @Test
    void whereSilenceIsShorterWindowsCloseByTheGraceWithoutThatModalityAndWhatComesAfterIsCountedAsLate() {
        Outcome outcome = run(IDLE, LONG, Map.of());

        assertEachIsCountedOnce(outcome);
        assertThat(without(outcome, "camera"))
                .isNotEmpty()
                .allMatch(moment -> moment.closedBy() == CloseReason.GRACE)
                .allMatch(StoppedEncoderTest::isInTheMinute);
        assertMarkedAsPartial(outcome);
        assertThat(decidedAfter(outcome, START.plus(MINUTE), START.plus(MINUTE).plus(WINDOW)))
                .as("they wait for the grace and for the silence, not for the encoder")
                .allMatch(after -> after.compareTo(GRACE.plus(IDLE).plus(WINDOW)) < 0);
        assertThat(late(outcome, "camera")).hasSize(outcome.late().size()).isNotEmpty();
        assertThat(outcome.late())
                .allMatch(one -> one.reason() == CloseReason.GRACE)
                .allMatch(one -> one.lateness().compareTo(GRACE) >= 0)
                .anyMatch(one -> one.lateness().compareTo(Duration.ofSeconds(45)) > 0);
    }

    @Test
    void whereWindowsMayWaitForLessThanTheStopTheyTimeOutWithoutThatModality() {
        Outcome outcome = run(LONG, Duration.ofSeconds(20), Map.of());

        assertEachIsCountedOnce(outcome);
        assertThat(without(outcome, "camera"))
                .isNotEmpty()
                .allMatch(moment -> moment.closedBy() == CloseReason.TIMEOUT)
                .allMatch(StoppedEncoderTest::isInTheMinute);
        assertMarkedAsPartial(outcome);
        assertThat(outcome.late())
                .isNotEmpty()
                .allMatch(one -> one.embedding().modality().equals("camera"))
                .allMatch(one -> one.reason() == CloseReason.TIMEOUT)
                .as("the watermark waits for the camera, so that nothing is behind it")
                .allMatch(one -> one.lateness().isZero());
    }

    @Test
    void whereThatModalityIsRequiredWindowsWithoutItAreNotDecidedButCounted() {
        Outcome outcome = run(IDLE, LONG, Map.of("camera", new Missing.Required()));
        Outcome masked = run(IDLE, LONG, Map.of());

        assertThat(without(outcome, "camera")).isEmpty();
        assertThat(outcome.incomplete())
                .isEqualTo(without(masked, "camera").size())
                .isEqualTo((long) WINDOWS * MACHINES.size() - outcome.moments().size());
        assertThat(outcome.late()).hasSameSizeAs(masked.late());
    }

    @Test
    void whereTheLastOneIsUsedAgainItFillsInUntilItIsTooOld() {
        Duration maxAge = Duration.ofSeconds(30);
        Outcome outcome = run(IDLE, LONG, Map.of("camera", new Missing.ReuseLast(maxAge)));
        Outcome masked = run(IDLE, LONG, Map.of());

        assertEachIsCountedOnce(outcome);
        List<Moment.Present> filled =
                present(outcome, "camera").filter(camera -> camera.count() == 0).toList();
        assertThat(filled).isNotEmpty().allMatch(camera -> camera.ageMillis() <= maxAge.toMillis());
        assertThat(without(outcome, "camera")).isNotEmpty();
        assertThat(filled.size() + without(outcome, "camera").size())
                .isEqualTo(without(masked, "camera").size());
        for (Moment tooOld : without(outcome, "camera")) {
            assertThat(lastBefore(outcome, tooOld)).isBefore(tooOld.windowEnd().minus(maxAge));
        }
    }

    private static Instant lastBefore(Outcome outcome, Moment moment) {
        List<LateObservation> late = outcome.late();
        return outcome.embeddings().stream()
                .filter(embedding -> embedding.modality().equals("camera")
                        && embedding.entity().equals(moment.entity())
                        && embedding.at().isBefore(moment.windowStart())
                        && late.stream().noneMatch(one -> one.embedding().equals(embedding)))
                .map(Embedding::at)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"encoder-camera", "encoder-message", "framing-telemetry", "fusion", "sink"})
    void whateverStageIsStoppedAndWhateverGoesWrongBesideNothingIsLostOrDoubled(String stage) {
        try (var simulation = Simulation.of(PLANT).stopped(stage, Duration.ofSeconds(15), MINUTE)) {
            for (long seed = 0; seed < SEEDS; seed++) {
                simulation.seed(seed).run().requirePassed();
            }
        }
    }

    @Test
    void aStageThatThePipelineDoesNotHaveIsNotStopped() {
        try (var simulation = Simulation.of(PLANT)) {
            assertThatThrownBy(() -> simulation.stopped("encoder-cammera", MINUTE, MINUTE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("encoder-cammera")
                    .hasMessageContaining("framing-telemetry, encoder-telemetry, encoder-camera");
            assertThatThrownBy(() -> simulation.stopped("encoder-camera", MINUTE, Duration.ZERO))
                    .hasMessageContaining("PT0S");
        }
    }
}
