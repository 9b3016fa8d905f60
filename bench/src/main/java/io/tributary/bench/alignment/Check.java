package io.tributary.bench.alignment;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Holds decisions, as they come, against what a stretch expects. */
final class Check {
    private final Map<MomentKey, Integer> expected;
    private final Set<MomentKey> undecided;
    private long wrong;
    private long doubled;
    private long unexpected;

    Check(Map<MomentKey, Integer> expected) {
        this.expected = expected;
        this.undecided = new HashSet<>(expected.keySet());
    }

    /** Takes a decision; returns whether it is the first of an expected moment. */
    boolean take(MomentKey moment, int present) {
        Integer wanted = expected.get(moment);
        if (wanted == null) {
            unexpected++;
            return false;
        }
        if (!undecided.remove(moment)) {
            doubled++;
            return false;
        }
        wrong += wanted == present ? 0 : 1;
        return true;
    }

    /** How many moments. */
    long expected() {
        return expected.size();
    }

    boolean isComplete() {
        return undecided.isEmpty();
    }

    Verdict verdict() {
        return new Verdict(expected.size(), undecided.size(), wrong, doubled, unexpected);
    }
}
