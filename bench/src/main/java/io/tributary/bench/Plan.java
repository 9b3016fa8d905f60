package io.tributary.bench;

import io.tributary.bench.bundle.MeasuredModel.Role;
import io.tributary.bench.measure.Line;
import io.tributary.schemas.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * How thoroughly to measure.
 *
 * @param rounds of each contestant, the first of which does not count
 * @param seconds of a round
 * @param trialSeconds of a setting of ONNX Runtime while the best is looked for
 * @param latencySeconds of load at half of what a contestant can do
 * @param everyLine whether contestants that no goal needs are measured as well
 */
record Plan(int rounds, double seconds, double trialSeconds, double latencySeconds, boolean everyLine) {
    static Plan full() {
        return new Plan(6, 2.5, 0.6, 8, true);
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
}
