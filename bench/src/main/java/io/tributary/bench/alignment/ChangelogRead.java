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

    String toLine() {
        return records + " " + bytes + " " + nanos;
    }

    /** The inverse of {@link #toLine()}. */
    static ChangelogRead parse(String line) {
        String[] words = line.split(" ", -1);
        return new ChangelogRead(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
}
