package io.tributary.bench.alignment;

/**
 * One process that was killed and started again.
 *
 * @param records that it read from changelogs
 * @param readingNanos in which it read them and filled its stores
 * @param untilRunningNanos from the first record wanted until it worked again
 * @param untilReadyNanos the same from the start of the process
 * @param before a plain consumer read the same changelogs, right before
 * @param after and right after
 * @param fresh a plain consumer in a process as new as the one that restored read the same
 */
public record Restore(
        long records,
        long readingNanos,
        long untilRunningNanos,
        long untilReadyNanos,
        ChangelogRead before,
        ChangelogRead after,
        ChangelogRead fresh) {
    /** @param line what ours answers to {@code restored} */
    static Restore of(
            String line, long untilReadyNanos, ChangelogRead before, ChangelogRead after, ChangelogRead fresh) {
        String[] words = line.split(" ", -1);
        return new Restore(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                untilReadyNanos,
                before,
                after,
                fresh);
    }

    /** Of keys and values, as a plain consumer counts them. */
    public double bytes() {
        return (double) records * before.bytes() / before.records();
    }

    /** Not a number if nothing was to be restored. */
    public double bytesPerSecond() {
        return bytes() * 1e9 / readingNanos;
    }

    /** How fast the broker gave the same to a plain consumer. */
    public double brokerBytesPerSecond() {
        return (before.bytesPerSecond() + after.bytesPerSecond()) / 2;
    }

    /** 1 if restoring is as fast as reading. */
    public double share() {
        return bytesPerSecond() / brokerBytesPerSecond();
    }

    /** The same as a share of what a process as new can read. */
    public double shareOfFresh() {
        return bytesPerSecond() / fresh.bytesPerSecond();
    }
}
