package io.tributary.bench.alignment;

/**
 * What reading changelogs to their end took.
 *
 * @param bytes of keys and values
 */
public record ChangelogRead(long records, long bytes, long nanos) {
    public double bytesPerSecond() {
        return bytes * 1e9 / nanos;
    }
}
