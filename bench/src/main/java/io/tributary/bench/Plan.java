package io.tributary.bench;

import io.tributary.bench.bundle.MeasuredModel.Role;
import io.tributary.bench.measure.Line;
import io.tributary.schemas.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How thoroughly to measure a model.
 *
 * @param rounds of each contestant, the first of which does not count
 * @param seconds of a round, as nearly as whole blocks of inputs allow
 * @param trialSeconds of a setting of ONNX Runtime while the best is looked for
 * @param latencySeconds of load at half of what a contestant can do
 * @param everyLine whether contestants that no goal needs are measured as well
 */
record Plan(int rounds, double seconds, double trialSeconds, double latencySeconds, boolean everyLine) {
    /** Everything of what others can compare with, and what the goals need of the rest. */
    static Plan full(Role role, Kind kind) {
        boolean brief = role == Role.BUNDLED && kind != Kind.TEXT;
        return brief ? new Plan(6, 1, 0.4, 4, false) : new Plan(6, 2, 0.6, 6, true);
    }

    static Plan quick() {
        return new Plan(3, 1, 0.25, 3, false);
    }

    /** What is measured of a model beside ONNX Runtime. */
    List<Line> lines(Role role, Kind kind) {
        List<Line> lines = new ArrayList<>(List.of(Line.OURS));
        if (role != Role.IDENTITY) {
            lines.add(Line.AT_LEAST_ONCE);
        }
        if (kind == Kind.TEXT) {
            lines.add(Line.ARRIVAL);
        }
        lines.add(Line.OBVIOUS);
        if (everyLine && role != Role.IDENTITY) {
            lines.add(Line.OBVIOUS_TUNED);
        }
        lines.add(Line.COPY);
        return lines;
    }

    /** Of which latency is measured as well. */
    Set<Line> linesWithLatency() {
        return everyLine
                ? Set.of(Line.OURS, Line.AT_LEAST_ONCE, Line.OBVIOUS, Line.OBVIOUS_TUNED)
                : Set.of(Line.OURS, Line.OBVIOUS);
    }
}
