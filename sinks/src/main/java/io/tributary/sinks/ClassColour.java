package io.tributary.sinks;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The same class always has the same colour: red and green where its name says so, any other one by its name. */
final class ClassColour {
    private static final Set<String> BAD = Set.of(
            "anomalous",
            "anomaly",
            "abnormal",
            "negative",
            "bad",
            "defect",
            "defective",
            "fault",
            "faulty",
            "fail",
            "failure",
            "failed",
            "critical",
            "alarm",
            "alert",
            "danger",
            "angry",
            "down");
    private static final Set<String> GOOD =
            Set.of("normal", "nominal", "ok", "good", "positive", "healthy", "pass", "passed", "safe", "happy", "up");
    private static final Set<String> NEUTRAL = Set.of("neutral", "none", "unknown", "other");

    /** 256-colour codes that are neither red nor green. */
    private static final List<String> OTHERS =
            List.of("38;5;75", "38;5;179", "38;5;140", "38;5;80", "38;5;215", "38;5;110", "38;5;175", "38;5;144");

    private ClassColour() {}

    /** Parameters of an ANSI colour sequence. */
    static String ansi(String label) {
        String name = label.toLowerCase(Locale.ROOT);
        if (BAD.contains(name)) {
            return "1;31";
        }
        if (GOOD.contains(name)) {
            return "32";
        }
        if (NEUTRAL.contains(name)) {
            return "37";
        }
        return OTHERS.get(Math.floorMod(name.hashCode(), OTHERS.size()));
    }
}
