package io.tributary.fusion;

import java.util.ArrayList;
import java.util.List;

/**
 * The partitions of one thread, which Kafka Streams commits together, at one pace. It asks their stores one after the other to be written
 * and waits each time until the broker has what was written; so the first that is asked writes all, and they wait once. Used by
 * that thread.
 */
final class CommitGroup {
    private final CommitPace pace;
    private final List<StreamsMomentStore> stores = new ArrayList<>();

    CommitGroup(boolean exactlyOnce) {
        this.pace = new CommitPace(exactlyOnce);
    }

    CommitPace pace() {
        return pace;
    }

    void join(StreamsMomentStore store) {
        stores.add(store);
    }

    void leave(StreamsMomentStore store) {
        stores.remove(store);
    }

    /** Has every store written that was worked with. */
    void save() {
        pace.begins();
        stores.forEach(StreamsMomentStore::saveAhead);
    }
}
