package io.tributary.bench.alignment;

/**
 * Commits of an application of Kafka Streams.
 *
 * @param millis of the thread in Kafka's clients: until everything is sent, the offsets with it, and the transaction has ended
 */
public record Commits(long count, double millis) {
    public static final Commits NONE = new Commits(0, 0);

    public Commits plus(Commits other) {
        return new Commits(count + other.count, millis + other.millis);
    }

    /** Those since others that were counted earlier. */
    public Commits since(Commits earlier) {
        return new Commits(count - earlier.count, millis - earlier.millis);
    }

    String toLine() {
        return count + " " + millis;
    }

    /** The inverse of {@link #toLine()}. */
    static Commits parse(String line) {
        String[] words = line.split(" ", -1);
        return new Commits(Long.parseLong(words[0]), Double.parseDouble(words[1]));
    }
}
