package io.tributary.bench;

import io.tributary.bench.alignment.Variant.Store;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How thoroughly alignment is measured.
 *
 * @param rounds of each contestant, the first of which does not count
 * @param seconds of a round
 * @param latencySeconds of load at half of what a contestant can do
 * @param load events a second while latency is measured; empty for half of what the slowest can do
 * @param entities of the workload that all contestants share
 * @param everyGuarantee at-least-once of the peers as well
 * @param stores that are compared
 * @param growthEntities sizes of the first table of growth; the others follow {@code isLong}
 * @param isLong whether windows grow to ten minutes and modalities to eight
 * @param restoreEntities whose moments are open when a process is killed
 * @param restores how often it is killed, each time once for every state of its disk
 */
record AlignmentPlan(
        int rounds,
        double seconds,
        double latencySeconds,
        OptionalDouble load,
        int entities,
        boolean everyGuarantee,
        List<Store> stores,
        List<Integer> growthEntities,
        boolean isLong,
        int restoreEntities,
        int restores) {
    private static final int GROWTH_ROUNDS = 3;

    AlignmentPlan {
        stores = List.copyOf(stores);
        growthEntities = List.copyOf(growthEntities);
    }

    static AlignmentPlan full() {
        return new AlignmentPlan(
                6,
                3,
                45,
                OptionalDouble.empty(),
                1_000,
                true,
                List.of(Store.values()),
                List.of(1_000, 10_000, 100_000, 1_000_000),
                true,
                100_000,
                3);
    }

    static AlignmentPlan quick() {
        return new AlignmentPlan(
                3,
                1,
                36,
                OptionalDouble.empty(),
                500,
                false,
                List.of(Store.ROCKSDB),
                List.of(100, 1_000),
                false,
                5_000,
                2);
    }

    /** The same with latency measured at another load. */
    AlignmentPlan withLoad(double eventsPerSecond) {
        return with(rounds, latencySeconds, OptionalDouble.of(eventsPerSecond), stores);
    }

    /** The same with latency measured for longer or shorter. */
    AlignmentPlan withSteady(double otherSeconds) {
        return with(rounds, otherSeconds, load, stores);
    }

    /** The same with one store. */
    AlignmentPlan withStore(Store store) {
        return with(rounds, latencySeconds, load, List.of(store));
    }

    /** The same with as few rounds as there can be a median of, because the largest of growth has millions of events in each. */
    AlignmentPlan ofGrowth() {
        return with(GROWTH_ROUNDS, latencySeconds, load, stores);
    }

    private AlignmentPlan with(
            int otherRounds, double otherLatencySeconds, OptionalDouble otherLoad, List<Store> otherStores) {
        return new AlignmentPlan(
                otherRounds,
                seconds,
                otherLatencySeconds,
                otherLoad,
                entities,
                everyGuarantee,
                otherStores,
                growthEntities,
                isLong,
                restoreEntities,
                restores);
    }
}
