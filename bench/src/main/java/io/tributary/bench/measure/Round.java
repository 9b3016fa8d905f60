package io.tributary.bench.measure;

/**
 * What one round took.
 *
 * @param events embeddings made
 * @param wallNanos from the moment the work was there to the moment its results were
 * @param cpuNanos of the measured process and no other
 */
public record Round(long events, long wallNanos, long cpuNanos) {
    public Round {
        if (events < 1 || wallNanos < 1 || cpuNanos < 0) {
            throw new IllegalArgumentException("a round of " + events + " events took " + wallNanos + " ns and "
                    + cpuNanos + " ns of CPU, expected events and time");
        }
    }

    public double eventsPerSecond() {
        return events * 1e9 / wallNanos;
    }

    public double cpuNanosPerEvent() {
        return (double) cpuNanos / events;
    }

    /** Three numbers of a line. */
    public static Round parse(String line) {
        String[] words = line.split(" ", -1);
        return new Round(Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]));
    }
}
