package io.tributary.simulation;

import io.tributary.schemas.Decision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether every decision id is decided once, after its earlier revisions, and the sink's target has exactly that. */
record DecisionCheck(boolean exactlyOnce) {
    List<String> violations(List<Decision> decisions, Collection<Decision> written) {
        List<String> violations = new ArrayList<>();
        Map<String, Decision> last = new HashMap<>();
        for (Decision decision : decisions) {
            Decision before = last.put(decision.id(), decision);
            if (before != null && exactlyOnce) {
                compare(before, decision, violations);
            }
        }
        for (Decision decision : last.values()) {
            if (exactlyOnce && !decision.isFinal()) {
                violations.add(name(decision) + " has revision " + decision.revision() + " and was never made final");
            }
        }
        Set<String> ids = new HashSet<>();
        written.forEach(decision -> ids.add(decision.id()));
        for (Decision decision : last.values()) {
            if (!ids.remove(decision.id())) {
                violations.add(name(decision) + " did not come to the sink");
            } else if (exactlyOnce && !written.contains(decision)) {
                violations.add(name(decision) + " is another at the sink than on the topic");
            }
        }
        ids.forEach(id -> violations.add("the sink has the decision " + id + ", which does not count"));
        return violations;
    }

    private static void compare(Decision before, Decision next, List<String> violations) {
        if (before.isFinal()) {
            violations.add(name(next) + " was made final, then decided again");
        } else if (next.revision() <= before.revision()) {
            violations.add(name(next) + " has revision " + next.revision() + " after " + before.revision());
        }
    }

    private static String name(Decision decision) {
        return "the decision of " + decision.task() + " about " + decision.entity() + " in [" + decision.windowStart()
                + ", " + decision.windowEnd() + ")";
    }
}
