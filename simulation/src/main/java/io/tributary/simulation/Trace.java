package io.tributary.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was done: how often, the last steps in words, and a hash of everything. */
final class Trace {
    private static final int KEPT = 60;

    /** What is counted. */
    enum Event {
        CRASH,
        REBALANCE,
        FENCED,
        REDELIVERY
    }

    private final Deque<String> last = new ArrayDeque<>();
    private final Map<Event, Integer> counts = new EnumMap<>(Event.class);
    private final MessageDigest digest;
    private int steps;

    Trace() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void add(long now, String step) {
        steps++;
        String line = steps + " " + Instant.ofEpochMilli(now) + " " + step;
        digest(line.getBytes(StandardCharsets.UTF_8));
        last.add(line);
        if (last.size() > KEPT) {
            last.remove();
        }
    }

    void count(Event event) {
        counts.merge(event, 1, Integer::sum);
    }

    int counted(Event event) {
        return counts.getOrDefault(event, 0);
    }

    void digest(byte @Nullable [] bytes) {
        digest.update((byte) 0);
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    int steps() {
        return steps;
    }

    List<String> last() {
        return List.copyOf(last);
    }

    /** To be asked for once, at the end. */
    String fingerprint() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
