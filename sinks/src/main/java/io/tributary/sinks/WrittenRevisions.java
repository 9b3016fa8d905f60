package io.tributary.sinks;

import io.tributary.schemas.Decision;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which revision of which decision was written, of the most recent ones. */
final class WrittenRevisions {
    private final Map<String, Integer> revisions;

    /** @param capacity decisions that are remembered; the oldest are forgotten */
    WrittenRevisions(int capacity) {
        revisions = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Whether neither this revision nor a later one was seen; it now is. */
    boolean isNew(Decision decision) {
        return isNew(decision.id(), decision.revision());
    }

    boolean isNew(String id, int revision) {
        Integer known = revisions.get(id);
        if (known != null && known >= revision) {
            return false;
        }
        revisions.put(id, revision);
        return true;
    }
}
