package io.tributary.simulation;

/**
 * How often what goes wrong, in 1000 steps.
 *
 * @param crashes an instance loses its memory; its open transaction hangs until it times out or the instance is back
 * @param rebalances partitions move between instances that are well
 * @param expulsions a group goes on without an instance that does not know, and tries to commit
 * @param unheardCommits a commit is done but the instance is not told; it goes back to what is committed
 * @param failedCommits a commit is not done; the instance goes back to what is committed
 * @param pauses a stage does nothing for a while, so that its modality falls behind
 * @param clockJumps the clock goes on by up to a minute
 * @param repetitions a producer sends an observation again
 */
public record Faults(
        int crashes,
        int rebalances,
        int expulsions,
        int unheardCommits,
        int failedCommits,
        int pauses,
        int clockJumps,
        int repetitions) {
    public Faults {
        int sum =
                crashes + rebalances + expulsions + unheardCommits + failedCommits + pauses + clockJumps + repetitions;
        int least = Math.min(
                Math.min(Math.min(crashes, rebalances), Math.min(expulsions, unheardCommits)),
                Math.min(Math.min(failedCommits, pauses), Math.min(clockJumps, repetitions)));
        if (least < 0 || sum > 900) {
            throw new IllegalArgumentException("the faults are " + sum + " in 1000 steps and the least is " + least
                    + ", expected each to be 0 or more and their sum to be 900 or less");
        }
    }

    /** Every fault, often: about one step in twelve. */
    public static Faults all() {
        return new Faults(15, 12, 12, 12, 12, 4, 2, 10);
    }

    public static Faults none() {
        return new Faults(0, 0, 0, 0, 0, 0, 0, 0);
    }
}
