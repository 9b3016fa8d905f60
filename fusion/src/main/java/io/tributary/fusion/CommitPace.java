package io.tributary.fusion;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a thread commits, which does it for all its partitions at once, after every one of them has ticked. Used by that thread.
 *
 * <p>A thread that commits does nothing else, and soon after it Kafka Streams looks at the clock again, whatever is still to
 * be worked on. So it works between commits at least as long as they take: were the next due when the last has just ended,
 * records would be taken more slowly than they come, and each would wait for very many commits.
 */
final class CommitPace {
    /** Work between commits, at least, where decisions count when they are committed. */
    private static final Duration WORK = Duration.ofMillis(10);

    /** Work between commits where nobody waits for them, so that they are what is saved on. */
    private static final Duration WORK_UNAWAITED = Duration.ofMillis(100);

    /** Of records that have waited for so long, nobody would notice when they are committed. */
    private static final Duration BEHIND = Duration.ofMillis(250);

    private final boolean awaited;
    private int commits;
    private boolean committing;
    private @Nullable Instant asked;
    private Duration took = Duration.ZERO;
    private Instant ended = Instant.EPOCH;
    private Instant newest = Instant.EPOCH;

    /** @param awaited whether decisions count when they are committed, and not when they are sent */
    CommitPace(boolean awaited) {
        this.awaited = awaited;
    }

    /** Commits that were asked for here or began of themselves. */
    int commits() {
        return commits;
    }

    /**
     * Takes note that a record is worked on.
     *
     * @param appended when the broker had it
     */
    void works(Instant appended, Instant now) {
        newest = appended;
        resumes(now);
    }

    /** Takes note that the thread is not committing. */
    void resumes(Instant now) {
        if (committing) {
            if (asked == null) {
                commits++;
                took = Duration.ZERO;
            } else {
                took = Duration.between(asked, now);
                asked = null;
            }
            committing = false;
            ended = now;
        }
    }

    /** Takes note that a commit has begun, whoever asked for it. */
    void begins() {
        committing = true;
    }

    /** Whether the last commit is long enough ago. */
    boolean isDue(Instant now) {
        boolean noticed = awaited && !newest.isBefore(now.minus(BEHIND));
        Duration work = noticed ? WORK : WORK_UNAWAITED;
        return !now.isBefore(ended.plus(took.compareTo(work) > 0 ? took : work));
    }

    /** Takes note that a commit was asked for. */
    void commit(Instant now) {
        commits++;
        asked = now;
    }
}
