package io.tributary.app;

import io.tributary.ingest.RecordingReplay;

/** The {@code --speed} of a replay. */
public final class Speed {
    private Speed() {}

    /** @return event seconds a wall-clock second, or {@link RecordingReplay#AS_FAST_AS_POSSIBLE} */
    public static double parse(String text) {
        if (text.equalsIgnoreCase("max")) {
            return RecordingReplay.AS_FAST_AS_POSSIBLE;
        }
        try {
            double factor = Double.parseDouble(text);
            if (factor > 0 && Double.isFinite(factor)) {
                return factor;
            }
        } catch (NumberFormatException e) {
            // Told below, in the same words as a number that is not allowed.
        }
        throw new UserException("--speed is '" + text + "', expected a number above 0, or max");
    }
}
