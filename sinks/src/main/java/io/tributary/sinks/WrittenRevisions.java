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

    /** Whether neither this revision nor a later one was written. */
    boolean isUnknown(Decision decision) {
        return isUnknown(decision.id(), decision.revision());
    }

    private boolean isUnknown(String id, int revision) {
        Integer known = revisions.get(id);
        return known == null || known < revision;
    }

    /** Remembers a revision as written. */
    void add(String id, int revision) {
        revisions.merge(id, revision, Math::max);
    }

    void add(Decision decision) {
        add(decision.id(), decision.revision());
    }
}
