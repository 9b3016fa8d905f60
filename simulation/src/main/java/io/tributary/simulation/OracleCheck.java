package io.tributary.simulation;

import io.tributary.fusion.head.Heads;
import io.tributary.schemas.CloseReason;
import io.tributary.schemas.Decision;
import io.tributary.schemas.pipeline.Pipeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether each partition's decisions, and what was late, are the oracle's, in its order. */
record OracleCheck(Pipeline pipeline, Heads heads, Oracle oracle) {
    private static final int SHOWN = 400;

    List<String> violations(Outcome outcome) {
        List<String> violations = new ArrayList<>();
        for (int partition = 0; partition < outcome.broker().partitions(); partition++) {
            Oracle.Expected expected = oracle.expect(pipeline, outcome.stepsOf(partition));
            String where = " of partition " + partition + " ";
            compare(
                    "decision" + where,
                    heads.decide(expected.moments()),
                    outcome.decisionsOf(partition),
                    OracleCheck::withoutClock,
                    violations);
            List<String> late = outcome.lateOf(partition).stream()
                    .map(one -> one.embedding().id())
                    .toList();
            compare("late observation" + where, expected.late(), late, id -> id, violations);
        }
        return violations;
    }

    private static <T> void compare(
            String what, List<T> expected, List<T> found, Function<T, T> comparable, List<String> violations) {
        for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
            T wanted = i < expected.size() ? comparable.apply(expected.get(i)) : null;
            T had = i < found.size() ? comparable.apply(found.get(i)) : null;
            if (!Objects.equals(wanted, had)) {
                violations.add(what + i + " is " + shortened(had) + ", expected " + shortened(wanted));
                return;
            }
        }
    }

    private static String shortened(@Nullable Object value) {
        String text = value == null ? "none" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** When a window was closed at the end, is the clock's to say. */
    private static Decision withoutClock(Decision decision) {
        return decision.closedBy() != CloseReason.SHUTDOWN
                ? decision
                : new Decision(
                        decision.id(),
                        decision.revision(),
                        decision.isFinal(),
                        decision.entity(),
                        decision.task(),
                        decision.windowStart(),
                        decision.windowEnd(),
                        decision.closedBy(),
                        Instant.EPOCH,
                        decision.label(),
                        decision.confidence(),
                        decision.abstained(),
                        decision.classes(),
                        decision.scores(),
                        decision.evidence(),
                        decision.head(),
                        decision.headHash(),
                        decision.traceparents());
    }
}
