package io.tributary.training.moments;

import io.tributary.fusion.Moment;
import io.tributary.schemas.recording.Label;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the moment that a label is about: that of its entity whose window contains its time. */
public final class LabelledMoments {
    private final Map<String, NavigableMap<Instant, Moment>> byEntity = new HashMap<>();

    /** Of two moments of one window, the first counts: the second is of observations that came after it closed. */
    public LabelledMoments(List<Moment> moments) {
        for (Moment moment : moments) {
            byEntity.computeIfAbsent(moment.entity(), entity -> new TreeMap<>())
                    .putIfAbsent(moment.windowStart(), moment);
        }
    }

    /** The moment of {@code label}; empty when nothing of it arrived. */
    public Optional<Moment> of(Label label) {
        NavigableMap<Instant, Moment> moments = byEntity.get(label.entity());
        if (moments == null) {
            return Optional.empty();
        }
        Map.Entry<Instant, Moment> last = moments.floorEntry(label.at());
        return last != null && label.at().isBefore(last.getValue().windowEnd())
                ? Optional.of(last.getValue())
                : Optional.empty();
    }
}
