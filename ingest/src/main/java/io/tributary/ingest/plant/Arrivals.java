package io.tributary.ingest.plant;

import io.tributary.schemas.Bytes;
import io.tributary.schemas.Observation;
import io.tributary.schemas.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What becomes of observations on their way: most arrive at once, some late, some twice, some never, a few broken. The
 * order of arrival is by time of arrival, then by the order of making.
 */
final class Arrivals {
    private static final double LATE = 0.05;
    private static final double VERY_LATE = 0.004;
    private static final double TWICE = 0.02;
    private static final double NEVER = 0.03;

    /** Enough to be refused by every clock for a long time. */
    private static final Duration FAR_FUTURE = Duration.ofDays(365L * 73);

    private record Arrival(long atMillis, int number, Observation observation) {}

    private final Chance chance;
    private final List<Arrival> arrivals = new ArrayList<>();
    private int brokenSoFar;

    Arrivals(Chance chance) {
        this.chance = chance;
    }

    /** @return whether it arrives at all, and whole */
    boolean send(Observation observation) {
        if (chance.happens(NEVER)) {
            return false;
        }
        boolean broken = chance.happens(brokenShare(observation.payload()));
        Observation sent = broken ? broken(observation) : observation;
        long at = observation.at().toEpochMilli() + chance.between(20, 180) + delayMillis();
        add(at, sent);
        if (chance.happens(TWICE)) {
            add(at + chance.between(50, 4_000), sent);
        }
        return !broken;
    }

    List<Observation> inOrder() {
        return arrivals.stream()
                .sorted(Comparator.comparingLong(Arrival::atMillis).thenComparingInt(Arrival::number))
                .map(Arrival::observation)
                .toList();
    }

    /** Rarer modalities break more often, so that ten minutes show every kind of damage. */
    private static double brokenShare(Payload payload) {
        return switch (payload.kind()) {
            case SENSOR -> 0.002;
            case IMAGE -> 0.01;
            case TEXT -> 0.02;
        };
    }

    private long delayMillis() {
        if (chance.happens(VERY_LATE)) {
            return chance.between(30_000, 60_000);
        }
        return chance.happens(LATE) ? chance.between(1_000, 8_000) : 0;
    }

    private void add(long atMillis, Observation observation) {
        arrivals.add(new Arrival(atMillis, arrivals.size(), observation));
    }

    /** Every fourth broken one only lies about its time; of the others, the payload is damaged. */
    private Observation broken(Observation whole) {
        boolean future = brokenSoFar++ % 4 == 0;
        return new Observation(
                whole.id(),
                whole.entity(),
                whole.modality(),
                future ? whole.at().plus(FAR_FUTURE) : whole.at(),
                future ? whole.payload() : damaged(whole.payload()));
    }

    private static Payload damaged(Payload payload) {
        if (payload instanceof Payload.Image image) {
            byte[] content = image.content().toArray();
            return new Payload.Image(Bytes.owning(java.util.Arrays.copyOf(content, content.length / 3)));
        }
        return payload instanceof Payload.Text ? new Payload.Text("") : Telemetry.broken();
    }
}
