package io.tributary.encoders.sensor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Since when, by the wall clock, nothing has come of which entity; the longest silent first. */
final class Silence {
    private final Map<String, Long> lastHeard = new LinkedHashMap<>(16, 0.75f, true);

    void hear(String entity, long now) {
        lastHeard.put(entity, now);
    }

    void forget(String entity) {
        lastHeard.remove(entity);
    }

    /** Takes out the entities that have been silent for at least so long. */
    List<String> takeSilent(long now, long millis) {
        List<String> silent = new ArrayList<>();
        for (Iterator<Map.Entry<String, Long>> all = lastHeard.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, Long> entity = all.next();
            if (now - entity.getValue() < millis) {
                break;
            }
            silent.add(entity.getKey());
            all.remove();
        }
        return silent;
    }

    /** The entity that has been silent the longest, of one or more. */
    String longestSilent() {
        return lastHeard.keySet().iterator().next();
    }

    List<String> all() {
        return List.copyOf(lastHeard.keySet());
    }

    int size() {
        return lastHeard.size();
    }
}
