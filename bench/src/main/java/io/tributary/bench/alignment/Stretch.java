package io.tributary.bench.alignment;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Consecutive windows of a workload: what arrives, in its order, and what must be decided of it.
 *
 * @param arrivals in the order in which they come
 * @param expected which modalities each moment has, bit m for modality m; moments of which nothing came in time are not there.
 *     This is the oracle: it is counted from the observations and knows nothing of watermarks
 * @param end event time at which the last window ends, milliseconds
 */
record Stretch(List<Arrival> arrivals, Map<MomentKey, Integer> expected, long end) {
    /** Windows {@code first} to {@code first + windows - 1}; what would be late beyond the last of them is in time. */
    static Stretch of(Workload workload, long first, int windows) {
        var arrivals = new Arrivals(workload, first, windows);
        return new Stretch(arrivals, expected(arrivals), workload.startOf(first + windows));
    }

    /** One window that cannot be complete: of its last modality nothing comes. */
    static Stretch open(Workload workload, long window) {
        Stretch whole = of(workload, window, 1);
        List<Arrival> arrivals = whole.arrivals.stream()
                .filter(arrival -> arrival.modality() != workload.modalities() - 1)
                .toList();
        return new Stretch(arrivals, expected(arrivals), whole.end);
    }

    private static Map<MomentKey, Integer> expected(List<Arrival> arrivals) {
        Map<MomentKey, Integer> expected = new HashMap<>();
        for (Arrival arrival : arrivals) {
            if (!arrival.late()) {
                expected.merge(
                        new MomentKey(Workload.entity(arrival.entity()), arrival.windowStart()),
                        1 << arrival.modality(),
                        (one, other) -> one | other);
            }
        }
        return expected;
    }

    long lateArrivals() {
        return arrivals.stream().filter(Arrival::late).count();
    }
}
