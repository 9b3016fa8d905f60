package io.tributary.bench.measure;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The rounds of one contestant, the first of which warmed it up and does not count.
 *
 * @param rounds at least two; round i of one series ran beside round i of every other
 */
public record Series(List<Round> rounds) {
    public Series {
        rounds = List.copyOf(rounds);
        if (rounds.size() < 2) {
            throw new IllegalArgumentException(
                    rounds.size() + " rounds, expected at least two, because the first does not count");
        }
    }

    public Spread eventsPerSecond() {
        return spread(Round::eventsPerSecond);
    }

    public Spread cpuNanosPerEvent() {
        return spread(Round::cpuNanosPerEvent);
    }

    private Spread spread(ToDoubleFunction<Round> value) {
        return Spread.of(rounds.stream().skip(1).map(value::applyAsDouble).toList());
    }

    /** This series' throughput a CPU-second as a share of the other's, pair by pair. */
    public Spread cpuRatioTo(Series other) {
        return ratio(other, (mine, theirs) -> theirs.cpuNanosPerEvent() / mine.cpuNanosPerEvent());
    }

    /** This series' throughput a second as a share of the other's, pair by pair. */
    public Spread wallRatioTo(Series other) {
        return ratio(other, (mine, theirs) -> mine.eventsPerSecond() / theirs.eventsPerSecond());
    }

    private Spread ratio(Series other, java.util.function.ToDoubleBiFunction<Round, Round> ratio) {
        if (other.rounds.size() != rounds.size()) {
            throw new IllegalArgumentException(
                    rounds.size() + " rounds beside " + other.rounds.size() + ", expected as many");
        }
        return Spread.of(IntStream.range(1, rounds.size())
                .mapToObj(i -> ratio.applyAsDouble(rounds.get(i), other.rounds.get(i)))
                .toList());
    }
}
