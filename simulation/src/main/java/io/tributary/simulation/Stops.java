package io.tributary.simulation;

import java.time.Duration;
import java.util.List;

/**
 * Which stages are stopped, and for how long.
 *
 * @param start of the run, in milliseconds since the epoch by its clock
 */
record Stops(List<Stop> stops, long start) {
    Stops {
        stops = List.copyOf(stops);
    }

    /** @param after by the simulation's clock, from the start of the run on */
    record Stop(String stage, Duration after, Duration lasting) {
        Stop {
            if (after.isNegative() || lasting.toMillis() < 1) {
                throw new IllegalArgumentException("the stage " + stage + " is stopped after " + after + " for "
                        + lasting + ", expected PT0S or longer, and a millisecond or longer");
            }
        }

        private long end() {
            return after.plus(lasting).toMillis();
        }
    }

    /** Whether records arrive when they are due, and not some time after. */
    boolean keepTime() {
        return !stops.isEmpty();
    }

    boolean has(String stage, long now) {
        return stops.stream()
                .anyMatch(stop -> stop.stage().equals(stage)
                        && start + stop.after().toMillis() <= now
                        && now < start + stop.end());
    }

    boolean areOver(long now) {
        return stops.stream().allMatch(stop -> start + stop.end() <= now);
    }
}
