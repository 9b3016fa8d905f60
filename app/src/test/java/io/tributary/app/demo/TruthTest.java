package io.tributary.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.FloatVector;
import io.tributary.schemas.recording.Label;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TruthTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aLabelBelongsToTheWindowThatContainsItAndTheLaterRevisionCounts() {
        var truth = new Truth(List.of(label("m", 5, "bad"), label("m", 15, "bad"), label("m", 20, "good")));
        truth.add(decision("m", 0, 0, "good"));
        truth.add(decision("m", 0, 1, "bad"));
        truth.add(decision("m", 10, 0, "good"));

        var accuracy = truth.accuracy(Instant.MAX).get("task");

        assertThat(accuracy).isEqualTo(new Summary.Accuracy(1, 2, 3));
    }

    @Test
    void labelsOfAPartThatWasNotReplayedDoNotCount() {
        var truth = new Truth(List.of(label("m", 5, "bad"), label("m", 500, "bad")));
        truth.add(decision("m", 0, 0, "bad"));

        assertThat(truth.accuracy(START.plusSeconds(60)).get("task")).isEqualTo(new Summary.Accuracy(1, 1, 1));
    }

    private static Label label(String entity, int second, String label) {
        return new Label(entity, "task", START.plusSeconds(second), label);
    }

    private static Decision decision(String entity, int second, int revision, String label) {
        Instant from = START.plusSeconds(second);
        Instant to = from.plusSeconds(10);
        return new Decision(
                Decision.idOf(entity, from, to, "task"),
                revision,
                true,
                entity,
                "task",
                from,
                to,
                CloseReason.COMPLETE,
                START,
                label,
                1f,
                false,
                List.of("good", "bad"),
                FloatVector.of(label.equals("good") ? 1 : 0, label.equals("good") ? 0 : 1),
                List.of(),
                "head@1",
                "hash",
                List.of());
    }
}
