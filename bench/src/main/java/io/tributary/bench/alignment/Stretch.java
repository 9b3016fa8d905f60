package io.tributary.bench.alignment;

import io.tributary.bench.alignment.Workload.Place;
import java.util.ArrayList;
import java.util.Comparator;
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
        List<Timed> timed = new ArrayList<>();
        Map<MomentKey, Integer> expected = new HashMap<>();
        for (long window = first; window < first + windows; window++) {
            boolean mayBeLate = window + workload.lateWindows() < first + windows;
            for (int entity = 0; entity < workload.entities(); entity++) {
                var key = new MomentKey(Workload.entity(entity), workload.startOf(window));
                int present = observe(workload, window, entity, mayBeLate, timed);
                if (present != 0) {
                    expected.put(key, present);
                }
            }
        }
        timed.sort(Comparator.comparingDouble(Timed::time));
        return new Stretch(timed.stream().map(Timed::arrival).toList(), expected, workload.startOf(first + windows));
    }

    /** Adds what is observed of one entity in one window, and returns which modalities came in time. */
    private static int observe(Workload workload, long window, int entity, boolean mayBeLate, List<Timed> timed) {
        int present = 0;
        for (int modality = 0; modality < workload.modalities(); modality++) {
            for (int reading = 0; reading < workload.readings(); reading++) {
                var place = new Place(window, entity, modality, reading);
                if (!workload.isMissing(place)) {
                    boolean late = mayBeLate && workload.isLate(place);
                    var arrival =
                            new Arrival(entity, modality, reading, workload.at(place), workload.startOf(window), late);
                    timed.add(new Timed(workload.arrival(place, late), arrival));
                    present |= late ? 0 : 1 << modality;
                }
            }
        }
        return present;
    }

    long lateArrivals() {
        return arrivals.stream().filter(Arrival::late).count();
    }

    private record Timed(double time, Arrival arrival) {}
}
