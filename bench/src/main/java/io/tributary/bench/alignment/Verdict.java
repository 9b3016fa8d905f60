package io.tributary.bench.alignment;

/**
 * Decisions beside the oracle's.
 *
 * @param expected moments that had to be decided
 * @param missing of those, never decided
 * @param wrong decided with other modalities than came in time
 * @param doubled decided again, after the first time
 * @param unexpected decided though nothing had come in time
 */
public record Verdict(long expected, long missing, long wrong, long doubled, long unexpected) {
    public static final Verdict NONE = new Verdict(0, 0, 0, 0, 0);

    public Verdict plus(Verdict other) {
        return new Verdict(
                expected + other.expected,
                missing + other.missing,
                wrong + other.wrong,
                doubled + other.doubled,
                unexpected + other.unexpected);
    }

    public boolean isRight() {
        return missing + wrong + doubled + unexpected == 0;
    }
}
