package io.tributary.simulation;

import java.util.ArrayList;
import java.util.List;

/** What one instance sends between two commits. */
final class Transaction {
    /** How far it is; only an open one changes. */
    enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }

    private final List<Effect> unpublished = new ArrayList<>();
    private State state = State.OPEN;

    State state() {
        return state;
    }

    /** Keeps what is no record until the commit. */
    void hold(Effect effect) {
        unpublished.add(effect);
    }

    List<Effect> unpublished() {
        return unpublished;
    }

    void end(State as) {
        if (state != State.OPEN) {
            throw new IllegalStateException("the transaction is " + state + " already, and was to be " + as);
        }
        state = as;
    }
}
