package io.tributary.testing.alignment;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How far each modality is in event time, who speaks, and what is passed therefore. */
final class PlainEventTime {
    private final List<String> modalities;
    private final Duration grace;
    private final Duration idleAfter;
    private final Map<String, Instant> latest = new HashMap<>();
    private final Map<String, Instant> bounds = new HashMap<>();

    /** Modalities that may hold event time back, and when each was heard; before it spoke: when the others began. */
    private final Map<String, Heard> speaking = new LinkedHashMap<>();

    private Instant watermark = Instant.MIN;
    private Instant passed = Instant.MIN;

    private record Heard(Instant at, boolean itself) {}

    PlainEventTime(List<String> modalities, Duration grace, Duration idleAfter) {
        this.modalities = modalities;
        this.grace = grace;
        this.idleAfter = idleAfter;
    }

    void observe(String modality, Instant at, Instant now) {
        hear(modality, now);
        latest.merge(modality, at, PlainEventTime::later);
        advance();
    }

    void bound(String modality, Instant at, Instant now) {
        hear(modality, now);
        bounds.merge(modality, at, PlainEventTime::later);
        advance();
    }

    void hear(String modality, Instant now) {
        if (speaking.isEmpty()) {
            modalities.forEach(other -> speaking.put(other, new Heard(now, false)));
        }
        speaking.put(modality, new Heard(now, true));
    }

    /** Those that were silent longest go first; of those silent since the same time, those that never spoke. */
    void silence(Instant now) {
        List<Heard> order = speaking.values().stream()
                .filter(heard -> !heard.at().plus(idleAfter).isAfter(now))
                .distinct()
                .sorted(Comparator.comparing(Heard::at).thenComparing(Heard::itself))
                .toList();
        for (Heard heard : order) {
            speaking.values().removeIf(heard::equals);
            advance();
        }
    }

    /** Silence is judged anew. */
    void restart() {
        speaking.clear();
    }

    private void advance() {
        if (speaking.isEmpty()) {
            return;
        }
        Instant leastLatest = speaking.keySet().stream()
                .map(modality -> latest.getOrDefault(modality, Instant.MIN))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        watermark = later(watermark, leastLatest);
        passed = later(passed, passedWith(Map.of()));
    }

    /** What is passed now, where bounds of one entity are known besides. */
    Instant passedWith(Map<String, Instant> ofEntity) {
        return speaking.keySet().stream()
                .map(modality -> {
                    Instant seen = latest.getOrDefault(modality, Instant.MIN);
                    Instant byGrace = seen.equals(Instant.MIN) ? seen : seen.minus(grace);
                    Instant bound = bounds.getOrDefault(modality, Instant.MIN);
                    return later(later(byGrace, bound), ofEntity.getOrDefault(modality, Instant.MIN));
                })
                .min(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    Instant watermark() {
        return watermark;
    }

    boolean isPassedByGrace(Instant end) {
        return !watermark.equals(Instant.MIN) && !watermark.isBefore(end.plus(grace));
    }

    boolean isPassed(Instant end) {
        return !end.isAfter(passed);
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
