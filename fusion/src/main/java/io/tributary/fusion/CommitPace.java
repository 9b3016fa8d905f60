package io.tributary.fusion;

import java.time.Duration;
import java.time.Instant;

/** When a thread commits, which does it for all its partitions at once, after every one of them has ticked. Used by that thread. */
final class CommitPace {
    /** A decision counts when it is committed; a commit takes a few milliseconds, in which nothing else is done. */
    private static final Duration EVERY = Duration.ofMillis(25);

    private int commits;
    private Instant last = Instant.EPOCH;

    /** Commits that were asked for. */
    int commits() {
        return commits;
    }

    /** Whether the last commit is long enough ago. */
    boolean isDue(Instant now) {
        return !now.isBefore(last.plus(EVERY));
    }

    /** Takes note that a commit was asked for. */
    void commit(Instant now) {
        commits++;
        last = now;
    }
}
