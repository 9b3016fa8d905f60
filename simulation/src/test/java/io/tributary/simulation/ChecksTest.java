package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.pipeline.Alignment;
import io.tributary.schemas.pipeline.Closing;
import io.tributary.schemas.pipeline.Pipeline;
import io.tributary.schemas.pipeline.Windowing;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What each check finds when what it looks at is taken away or doubled. */
class ChecksTest {
    private static final Path PLANT = Path.of(System.getProperty("tributary.root", ".."), "pipelines", "plant.yaml");

    private static Decision decision(String entity, int revision, boolean isFinal) {
        Instant start = Instant.parse("2026-03-01T06:00:00Z");
        Instant end = start.plusSeconds(10);
        return new Decision(
                Decision.idOf(entity, start, end, "anomaly"),
                revision,
                isFinal,
                entity,
                "anomaly",
                start,
                end,
                isFinal ? CloseReason.GRACE : CloseReason.OPEN,
                end,
                "ok",
                0.5f,
                false,
                List.of("ok", "worn"),
                FloatVector.of(0.5f, 0.5f),
                List.of(),
                "head@1",
                "ab".repeat(32),
                List.of());
    }

    private static List<String> check(List<Decision> decisions, List<Decision> written) {
        return new DecisionCheck(true).violations(decisions, written);
    }

    @Test
    void aDecisionIsMadeFinalOnceAfterItsRevisions() {
        Decision early = decision("m1", 0, false);
        Decision last = decision("m1", 1, true);
        assertThat(check(List.of(early, last), List.of(last))).isEmpty();
        assertThat(check(List.of(last, last), List.of(last)))
                .singleElement()
                .asString()
                .contains("was made final, then decided again");
        assertThat(check(List.of(early), List.of(early)))
                .singleElement()
                .asString()
                .contains("never made final");
        assertThat(check(List.of(early, early, last), List.of(last)))
                .singleElement()
                .asString()
                .contains("revision 0 after 0");
    }

    @Test
    void theSinkHasWhatTheTopicHas() {
        Decision one = decision("m1", 0, true);
        Decision other = decision("m2", 0, true);
        assertThat(check(List.of(one, other), List.of(one)))
                .singleElement()
                .asString()
                .contains("did not come");
        assertThat(check(List.of(one), List.of(one, other)))
                .singleElement()
                .asString()
                .contains("does not count");
    }

    @Test
    void aMomentThatIsMissingOrDoubledIsFound() {
        try (var simulation = Simulation.of(PLANT).seed(1).faults(Faults.none())) {
            simulation.watch(outcome -> {
                var count = new CountCheck(simulation.pipeline(), true);
                assertThat(count.violations(outcome)).isEmpty();
                assertThat(new CountCheck(simulation.pipeline(), true).violations(withoutFirstMoment(outcome)))
                        .anyMatch(violation -> violation.contains("is in 0 decided windows"));
                assertThat(new CountCheck(simulation.pipeline(), true).violations(withFirstMomentTwice(outcome)))
                        .anyMatch(violation -> violation.contains("was decided twice"));
                assertThat(new CountCheck(simulation.pipeline(), true).violations(withoutFirstEmbedding(outcome)))
                        .anyMatch(violation -> violation.contains("counts"));
            });
            simulation.run().requirePassed();
        }
    }

    @Test
    void whatWasMadeOfEmbeddingsOfAnotherSpaceIsFound() {
        try (var simulation = Simulation.of(PLANT).seed(1)) {
            simulation.watch(outcome -> {
                assertThat(new SpaceCheck().violations(outcome)).isEmpty();
                assertThat(new SpaceCheck().violations(inAnotherSpace(outcome)))
                        .singleElement()
                        .asString()
                        .contains("in the space another, in which it was not embedded");
            });
            simulation.run().requirePassed();
        }
    }

    private static Outcome inAnotherSpace(Outcome outcome) {
        Moment first = outcome.moments().get(0);
        var present = first.slots().stream()
                .filter(Moment.Present.class::isInstance)
                .map(Moment.Present.class::cast)
                .findFirst()
                .orElseThrow();
        var other = new Moment.Present(
                present.modality(),
                present.vector(),
                present.ageMillis(),
                present.count(),
                present.model(),
                present.modelHash(),
                "another",
                present.observations().subList(0, 1),
                present.sources().subList(0, 1),
                List.of());
        var changed = new Moment(
                first.entity(),
                first.windowStart(),
                first.windowEnd(),
                first.closedBy(),
                first.triggeredAt(),
                List.of(other));
        return with(outcome, List.of(changed));
    }

    @Test
    void aMomentThatTheClockDecidedOtherwiseThanByDefinitionIsFound() {
        try (var simulation = Simulation.of(PLANT).seed(0)) {
            simulation.watch(outcome -> {
                assertThat(new PlainCheck(simulation.pipeline()).violations(outcome))
                        .isEmpty();
                var longer = new Alignment(
                        new Windowing.Tumbling(Duration.ofSeconds(10)),
                        with(simulation.pipeline().alignment().closing(), Duration.ofSeconds(20)),
                        Map.of(),
                        Map.of(),
                        false);
                Pipeline plant = simulation.pipeline();
                var other = new Pipeline(
                        plant.name(), plant.modalities(), longer, plant.tasks(), plant.sinks(), plant.file());
                assertThat(new PlainCheck(other).violations(outcome))
                        .as("a shorter max-wait")
                        .anyMatch(violation -> violation.contains("by definition, moment"));
            });
            simulation.run().requirePassed();
        }
    }

    private static Closing with(Closing closing, Duration maxWait) {
        return new Closing(
                closing.grace(),
                maxWait,
                closing.idleAfter(),
                closing.complete(),
                closing.settle(),
                closing.maxOpen(),
                closing.maxObservations());
    }

    private static Outcome withoutFirstMoment(Outcome outcome) {
        return with(outcome, outcome.moments().subList(1, outcome.moments().size()));
    }

    private static Outcome withFirstMomentTwice(Outcome outcome) {
        var moments = new ArrayList<>(outcome.moments());
        moments.add(moments.get(0));
        return with(outcome, moments);
    }

    private static Outcome with(Outcome outcome, List<Moment> moments) {
        return new Outcome(
                outcome.broker(),
                outcome.topics(),
                outcome.embeddings(),
                outcome.late(),
                outcome.deadLetters(),
                outcome.decisions(),
                moments,
                outcome.incomplete());
    }

    private static Outcome withoutFirstEmbedding(Outcome outcome) {
        // One that its window counts, not one that is used again.
        var used = outcome.moments().stream()
                .flatMap(moment -> moment.slots().stream())
                .filter(Moment.Present.class::isInstance)
                .map(Moment.Present.class::cast)
                .filter(present -> present.count() > 0)
                .map(present -> present.observations().get(0))
                .findFirst()
                .orElseThrow();
        return new Outcome(
                outcome.broker(),
                outcome.topics(),
                outcome.embeddings().stream()
                        .filter(embedding -> !embedding.id().equals(used))
                        .toList(),
                outcome.late(),
                outcome.deadLetters(),
                outcome.decisions(),
                outcome.moments(),
                outcome.incomplete());
    }
}
