package io.tributary.ingest.plant;

import java.util.Set;

/**
 * Something wrong with a machine from one time to another.
 *
 * @param startSecond seconds after the recording's start
 * @param endSecond exclusive
 * @param severity at its height, in (0, 1]
 * @param seenBy the modalities in which it shows; at least one
 */
record Fault(Kind kind, double startSecond, double endSecond, double severity, Set<Sight> seenBy) {
    enum Kind {
        BEARING_WEAR,
        OVERHEATING,
        PRESSURE_LOSS,
        ELECTRICAL,
        SEAL_LEAK
    }

    enum Sight {
        TELEMETRY,
        CAMERA,
        MESSAGE
    }

    private static final double ONSET_SECONDS = 12;

    /** Severity at a time: it grows at the onset, and ends at once when the fault is mended. */
    double severityAt(double second) {
        if (second < startSecond || second >= endSecond) {
            return 0;
        }
        return severity * Math.min(1, (second - startSecond) / ONSET_SECONDS);
    }

    double severityAt(double second, Sight sight) {
        return seenBy.contains(sight) ? severityAt(second) : 0;
    }
}
