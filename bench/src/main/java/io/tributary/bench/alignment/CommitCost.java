package io.tributary.bench.alignment;

/**
 * What committing cost.
 *
 * @param wallNanos in which these commits were
 */
public record CommitCost(Commits commits, long wallNanos) {
    public CommitCost plus(CommitCost other) {
        return new CommitCost(commits.plus(other.commits), wallNanos + other.wallNanos);
    }

    public double perSecond() {
        return commits.count() * 1e9 / wallNanos;
    }

    /** Milliseconds of a commit. */
    public double each() {
        return commits.millis() / commits.count();
    }

    /** The share of the thread's time. */
    public double share() {
        return commits.millis() * 1e6 / wallNanos;
    }
}
