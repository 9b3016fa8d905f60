package io.tributary.bench.alignment;

import java.util.HashMap;
import java.util.Map;

/** Holds decisions, as they come, against what a stretch expects. */
final class Check {
    private final Map<MomentKey, Integer> expected;
    private final Map<MomentKey, Integer> seen = new HashMap<>();
    private long decided;
    private long wrong;
    private long doubled;
    private long unexpected;

    Check(Map<MomentKey, Integer> expected) {
        this.expected = expected;
    }

    /** Takes a decision; returns whether it is the first of an expected moment. */
    boolean take(MomentKey moment, int present) {
        Integer wanted = expected.get(moment);
        if (wanted == null) {
            unexpected++;
            return false;
        }
        if (seen.merge(moment, 1, Integer::sum) > 1) {
            doubled++;
            return false;
        }
        decided++;
        wrong += wanted == present ? 0 : 1;
        return true;
    }

    boolean isComplete() {
        return decided == expected.size();
    }

    Verdict verdict() {
        return new Verdict(expected.size(), expected.size() - decided, wrong, doubled, unexpected);
    }
}
