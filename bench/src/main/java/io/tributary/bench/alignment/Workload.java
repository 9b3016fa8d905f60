package io.tributary.bench.alignment;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is observed of whom and when. Everything follows from the place of an observation, so the same workload is the same in
 * every run but for {@code origin}.
 *
 * <p>In every window each entity has {@code readings} observations of each modality. Of those, one in ten is missing, all but
 * a few arrive within four fifths of the grace, and one in two hundred arrives so late that no contestant can have waited.
 *
 * @param entities observed in every window
 * @param readings of one modality of one entity in one window
 * @param dimension float32 values of an embedding
 * @param originMillis event time at which the first window begins; a multiple of the window
 */
public record Workload(
        int entities, int modalities, int readings, int dimension, Duration window, Duration grace, long originMillis) {
    private static final int MISSING_ONE_IN = 10;
    private static final int LATE_ONE_IN = 200;
    /** For each modality, because a chain of joins waits longer the longer it is. */
    private static final int LATE_WINDOWS = 4;

    private static final double MOST_DELAY = 0.8;

    /** @throws IllegalArgumentException if there is nothing to align */
    public Workload {
        if (entities < 1 || modalities < 2 || readings < 1 || dimension < 1 || originMillis % window.toMillis() != 0) {
            throw new IllegalArgumentException(
                    entities + " entities, " + modalities + " modalities, " + readings
                            + " readings, " + dimension + " dimensions from " + originMillis
                            + ", expected entities, two modalities, readings and dimensions, and an origin where a window begins");
        }
    }

    /** Begins half a day ago, because brokers refuse timestamps that are far ahead. */
    public static Workload ending(
            long nowMillis,
            int entities,
            int modalities,
            int readings,
            int dimension,
            Duration window,
            Duration grace) {
        long origin = nowMillis - Duration.ofHours(12).toMillis();
        return new Workload(
                entities,
                modalities,
                readings,
                dimension,
                window,
                grace,
                origin - Math.floorMod(origin, window.toMillis()));
    }

    public List<String> modalityNames() {
        return names(modalities);
    }

    /** {@code m0, m1, …}. */
    public static List<String> names(int modalities) {
        return IntStream.range(0, modalities).mapToObj(m -> "m" + m).toList();
    }

    public static String entity(int number) {
        return "entity-" + number;
    }

    /** In words, for a report. */
    public String describe() {
        return "%,d entities, %d modalities of %d floats, %d a window of %s, grace %s; 10 %% missing, 0.5 %% late"
                .formatted(entities, modalities, dimension, readings, window, grace);
    }

    long windowMillis() {
        return window.toMillis();
    }

    long startOf(long windowNumber) {
        return originMillis + windowNumber * windowMillis();
    }

    /** How many windows later a late observation comes at most. */
    int lateWindows() {
        return LATE_WINDOWS * modalities + (int) (2 * modalities * grace.toMillis() / windowMillis()) + 2;
    }

    /** The observation at a place, or that there is none there. */
    boolean isMissing(Place place) {
        return draw(place, 1) % MISSING_ONE_IN == 0;
    }

    boolean isLate(Place place) {
        return draw(place, 2) % LATE_ONE_IN == 0;
    }

    /** Event time, milliseconds: the reading's part of the window, and within that anywhere. */
    long at(Place place) {
        double within = (draw(place, 3) % 1000) / 1000.0;
        return startOf(place.window()) + (long) ((place.reading() + within) * windowMillis() / readings);
    }

    /** When it arrives, on a clock that runs as event time does. */
    double arrival(Place place, boolean late) {
        double within = (draw(place, 4) % 1000) / 1000.0;
        return late
                ? startOf(place.window() + (long) LATE_WINDOWS * modalities)
                        + 2.0 * modalities * grace.toMillis()
                        + within * windowMillis()
                : at(place) + within * MOST_DELAY * grace.toMillis();
    }

    /** @param window number since the origin */
    record Place(long window, int entity, int modality, int reading) {}

    private static int draw(Place place, int purpose) {
        long mixed =
                (((place.window() * 1_000_003 + place.entity()) * 31 + place.modality()) * 1_009 + place.reading()) * 17
                        + purpose;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return (int) ((mixed ^ (mixed >>> 33)) >>> 33);
    }
}
