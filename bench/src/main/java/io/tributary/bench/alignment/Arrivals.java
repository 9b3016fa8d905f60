package io.tributary.bench.alignment;

import io.tributary.bench.alignment.Workload.Place;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/**
 * What arrives in consecutive windows, in its order. Each arrival is made when it is asked for, because a window of a million
 * entities has millions; only their order is kept.
 */
final class Arrivals extends AbstractList<Arrival> implements RandomAccess {
    private static final int PLACE_BITS = 31;
    private static final long PLACE = (1L << PLACE_BITS) - 1;
    private static final long LATEST = (1L << 32) - 1;

    private final Workload workload;
    private final long first;
    private final int windows;
    private final long[] order;

    /** Windows {@code first} to {@code first + windows - 1}; what would be late beyond the last of them is in time. */
    Arrivals(Workload workload, long first, int windows) {
        this.workload = workload;
        this.first = first;
        this.windows = windows;
        this.order = order();
    }

    /** Places by the time of their arrival, which is in the upper bits. */
    private long[] order() {
        int places =
                Math.toIntExact((long) windows * workload.entities() * workload.modalities() * workload.readings());
        long start = workload.startOf(first);
        double longest = workload.startOf(first + windows + workload.lateWindows() + 1)
                - start
                + workload.grace().toMillis();
        long[] keys = new long[places];
        int there = 0;
        for (int number = 0; number < places; number++) {
            Place place = place(number);
            if (!workload.isMissing(place)) {
                double share = (workload.arrival(place, isLate(place)) - start) / longest;
                keys[there++] = (long) (share * LATEST) << PLACE_BITS | number;
            }
        }
        long[] sorted = Arrays.copyOf(keys, there);
        Arrays.sort(sorted);
        return sorted;
    }

    private Place place(int number) {
        int reading = number % workload.readings();
        int rest = number / workload.readings();
        int modality = rest % workload.modalities();
        rest /= workload.modalities();
        return new Place(first + rest / workload.entities(), rest % workload.entities(), modality, reading);
    }

    private boolean isLate(Place place) {
        return place.window() + workload.lateWindows() < first + windows && workload.isLate(place);
    }

    @Override
    public Arrival get(int index) {
        Place place = place((int) (order[index] & PLACE));
        return new Arrival(
                place.entity(),
                place.modality(),
                place.reading(),
                workload.at(place),
                workload.startOf(place.window()),
                isLate(place));
    }

    @Override
    public int size() {
        return order.length;
    }
}
