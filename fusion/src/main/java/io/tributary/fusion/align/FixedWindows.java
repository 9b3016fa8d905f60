package io.tributary.fusion.align;

import java.math.BigInteger;

/**
 * Windows {@code [k · every, k · every + length)} for every whole k; tumbling where both are the same.
 *
 * @param paneLength the longest that every window is a whole number of, and begins at a multiple of
 */
record FixedWindows(long length, long every, long paneLength) implements Windows {
    static FixedWindows of(long length, long every) {
        long common = BigInteger.valueOf(length).gcd(BigInteger.valueOf(every)).longValueExact();
        return new FixedWindows(length, every, common);
    }

    @Override
    public Placement place(Entity entity, int modality, long at, Passed passed, long arrival) {
        var placement = new Placement();
        long last = Math.floorDiv(at, every) * every;
        for (long start = firstStart(at); start <= last; start += every) {
            long end = start + length;
            OpenWindow open = entity.open(start, end);
            if (open != null) {
                placement.counts(open);
            } else if (passed.has(end)) {
                placement.misses(passed.reason(end));
            } else {
                open(entity, start, end, arrival, placement);
            }
        }
        return placement;
    }

    private static void open(Entity entity, long start, long end, long arrival, Placement placement) {
        Decided decided = entity.decided(start, end);
        if (decided == null) {
            placement.opens(new OpenWindow(entity, start, end, arrival));
        } else {
            placement.misses(decided.reason());
        }
    }

    @Override
    public boolean mayBe(long start, long end) {
        return end - start == length && Math.floorMod(start, every) == 0;
    }

    @Override
    public long lastEnd(long time) {
        return Math.floorDiv(time - length, every) * every + length;
    }

    /** Of the windows that contain a time. */
    private long firstStart(long at) {
        return (Math.floorDiv(at - length, every) + 1) * every;
    }
}
