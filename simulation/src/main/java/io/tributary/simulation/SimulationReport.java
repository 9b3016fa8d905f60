package io.tributary.simulation;

import java.util.List;

/**
 * What a simulation came to.
 *
 * @param seed with which it can be run again
 * @param steps that were done, faults included
 * @param crashes instances that lost their memory
 * @param rebalances after which partitions may have been elsewhere, those after a crash or an expulsion included
 * @param fenced commits of instances that their group had gone on without
 * @param redeliveries times that an instance went back to what was committed, those after a crash included
 * @param embeddings records of the embeddings topic that count
 * @param decisions records of the decisions topic that count
 * @param late records of the late topic that count
 * @param deadLetters records of the dead-letter topic that count
 * @param violations what should not be, in words; empty if all is well
 * @param trace the last steps, oldest first
 * @param fingerprint of every step and every record: the same seed gives the same
 */
public record SimulationReport(
        long seed,
        int steps,
        int crashes,
        int rebalances,
        int fenced,
        int redeliveries,
        int embeddings,
        int decisions,
        int late,
        int deadLetters,
        List<String> violations,
        List<String> trace,
        String fingerprint) {
    private static final int MOST_SHOWN = 20;

    public SimulationReport {
        violations = List.copyOf(violations);
        trace = List.copyOf(trace);
    }

    /** Whether nothing was found that should not be. */
    public boolean passed() {
        return violations.isEmpty();
    }

    /** @throws AssertionError with the seed, the violations and the last steps, if there are violations */
    public void requirePassed() {
        if (!passed()) {
            throw new AssertionError(toString());
        }
    }

    @Override
    public String toString() {
        var text = new StringBuilder("seed " + seed + ": " + steps + " steps, " + crashes + " crashes, " + rebalances
                + " rebalances, " + fenced + " fenced commits, " + redeliveries + " redeliveries; " + embeddings
                + " embeddings, " + decisions + " decisions, " + late + " late, " + deadLetters + " dead letters; "
                + violations.size() + " violations");
        if (!passed()) {
            violations.stream().limit(MOST_SHOWN).forEach(violation -> text.append("\n  ")
                    .append(violation));
            text.append("\nthe last steps (again with .seed(").append(seed).append("L)):");
            trace.forEach(step -> text.append("\n  ").append(step));
        }
        return text.toString();
    }
}
