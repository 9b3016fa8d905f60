package io.tributary.fusion;

import java.time.Duration;
import java.time.Instant;

/** When a thread commits, which does it for all its partitions at once, after every one of them has ticked. Used by that thread. */
final class CommitPace {
    /** A decision counts when it is committed; a commit takes a few milliseconds, in which nothing else is done. */
    private static final Duration EVERY = Duration.ofMillis(15);

    /** While records that have waited for long are worked off, commits are what is saved on: nobody would notice them. */
    private static final Duration BEHIND = Duration.ofMillis(250);

    private static final Duration EVERY_WHILE_BEHIND = Duration.ofMillis(100);

    private int commits;
    private Instant last = Instant.EPOCH;
    private Instant newest = Instant.EPOCH;

    /** Commits that were asked for. */
    int commits() {
        return commits;
    }

    /** @param appended when the broker had the record that is worked on */
    void works(Instant appended) {
        newest = appended;
    }

    /** Whether the last commit is long enough ago. */
    boolean isDue(Instant now) {
        boolean behind = newest.isBefore(now.minus(BEHIND));
        return !now.isBefore(last.plus(behind ? EVERY_WHILE_BEHIND : EVERY));
    }

    /** Takes note that a commit was asked for. */
    void commit(Instant now) {
        commits++;
        last = now;
    }
}
