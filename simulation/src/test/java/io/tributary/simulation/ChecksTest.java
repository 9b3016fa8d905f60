package io.tributary.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.fusion.Moment;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.FloatVector;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        try (var simulation = Simulation.of(PLANT).seed(1)) {
            simulation.watch(outcome -> {
                var count = new CountCheck(simulation.pipeline());
                assertThat(count.violations(outcome)).isEmpty();
                assertThat(new CountCheck(simulation.pipeline()).violations(withoutFirstMoment(outcome)))
                        .anyMatch(violation -> violation.contains("is in 0 decided windows"));
                assertThat(new CountCheck(simulation.pipeline()).violations(withFirstMomentTwice(outcome)))
                        .anyMatch(violation -> violation.contains("was decided twice"));
                assertThat(new CountCheck(simulation.pipeline()).violations(withoutFirstEmbedding(outcome)))
                        .anyMatch(violation -> violation.contains("counts"));
            });
            simulation.run().requirePassed();
        }
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
        var used = outcome.moments().get(0).slots().stream()
                .filter(Moment.Present.class::isInstance)
                .map(slot -> ((Moment.Present) slot).observations().get(0))
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
