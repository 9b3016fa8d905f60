package io.tributary.bench.alignment;

import io.tributary.bench.kafka.Load;
import io.tributary.schemas.Topics;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.Producer;

/**
 * Reads decisions until all that is expected is there, and moves event time on meanwhile with pacers, which no one counts:
 * windows close when later records come.
 */
final class DecisionsAwaited implements AutoCloseable {
    /** Longest without a decision that was missing, until the rest counts as missing. */
    private static final long LIMIT_NANOS = 15_000_000_000L;

    /** For each observation of the moments that are awaited: of long windows none may be decided before all are worked on. */
    private static final long LIMIT_NANOS_OF_OBSERVATION = 170_000;

    /** Without a decision for so long, event time is moved on: what is done seldom may wait for the next record. */
    private static final long PACE_NANOS = 200_000_000L;

    private final Workload workload;
    private final EmbeddingRecords records;
    private final DecisionsSeen decisions;
    private final Producer<byte[], byte[]> plain;

    /** @param load remains the caller's */
    DecisionsAwaited(Load load, Topics topics, Workload workload, EmbeddingRecords records) {
        this.workload = workload;
        this.records = records;
        this.decisions = new DecisionsSeen(load.servers(), topics.decisions());
        this.plain = load.plain();
    }

    /** Receives when a moment was decided. */
    interface Times {
        Times NONE = (moment, nanos) -> {};

        /** @param nanos of {@link System#nanoTime()} */
        void decided(MomentKey moment, long nanos);
    }

    /**
     * How it ended.
     *
     * @param last when the last decision that was missing came, of {@link System#nanoTime()}
     * @param nextWindow the first that no pacer has reached
     */
    record Outcome(long last, long nextWindow) {}

    /** How far pacers go at a time. */
    long paceMillis() {
        return workload.grace().toMillis() + 2 * workload.windowMillis();
    }

    /**
     * Reads decisions until all are there or no more come.
     *
     * @param pace event time of the next pacers
     */
    Outcome await(Check check, long pace, Times times) {
        long last = System.nanoTime();
        long paced = last;
        long next = pace;
        long observations = check.expected() * workload.modalities() * workload.readings();
        long limit = LIMIT_NANOS + observations * LIMIT_NANOS_OF_OBSERVATION;
        while (!check.isComplete() && System.nanoTime() - last < limit) {
            last = take(check, times).orElse(last);
            if (System.nanoTime() - Math.max(last, paced) > PACE_NANOS) {
                send(next);
                next += paceMillis();
                paced = System.nanoTime();
            }
        }
        return new Outcome(last, (next - workload.originMillis()) / workload.windowMillis() + 1);
    }

    private void send(long pace) {
        records.pace(pace).forEach(plain::send);
        plain.flush();
    }

    /** Takes what comes within a moment; returns when that was, if any of it was missing. */
    OptionalLong take(Check check, Times times) {
        DecisionsSeen.Seen seen = decisions.next();
        boolean any = false;
        for (DecisionsSeen.Decided decided : seen.decided()) {
            if (check.take(decided.moment(), decided.present())) {
                times.decided(decided.moment(), seen.nanos());
                any = true;
            }
        }
        return any ? OptionalLong.of(seen.nanos()) : OptionalLong.empty();
    }

    @Override
    public void close() {
        plain.close();
        decisions.close();
    }
}
