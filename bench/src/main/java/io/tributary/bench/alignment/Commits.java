package io.tributary.bench.alignment;

/**
 * Commits of an application of Kafka Streams.
 *
 * @param millis of the thread, from writing state to the transaction's or the offsets' end
 * @param clientMillis of those, in Kafka's clients
 */
public record Commits(long count, double millis, double clientMillis) {
    public static final Commits NONE = new Commits(0, 0, 0);

    public Commits plus(Commits other) {
        return new Commits(count + other.count, millis + other.millis, clientMillis + other.clientMillis);
    }

    /** Those since others that were counted earlier. */
    public Commits since(Commits earlier) {
        return new Commits(count - earlier.count, millis - earlier.millis, clientMillis - earlier.clientMillis);
    }

    String toLine() {
        return count + " " + millis + " " + clientMillis;
    }

    /** The inverse of {@link #toLine()}. */
    static Commits parse(String line) {
        String[] words = line.split(" ", -1);
        return new Commits(Long.parseLong(words[0]), Double.parseDouble(words[1]), Double.parseDouble(words[2]));
    }
}
