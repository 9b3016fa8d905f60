package io.tributary.schemas.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a pipeline file says of alignment. */
final class AlignmentSection {
    private static final int MOST_OVERLAPPING = 1000;
    private static final String MISSING =
            "mask, required, { reuse-last: PT60S } or { default-vector: zero } or with a list of numbers";

    private AlignmentSection() {}

    static Alignment read(Section alignment, Set<String> names, List<Modality> modalities) {
        alignment.allow(
                "window",
                "match",
                "missing",
                "emission",
                "grace",
                "max-wait",
                "idle-after",
                "complete",
                "settle",
                "max-open",
                "max-observations");
        Windowing window = window(alignment, names);
        String emission = alignment.textOr("emission", "final");
        if (!Set.of("final", "early+final").contains(emission)) {
            throw alignment.invalid("emission", "'" + emission + "'", "final or early+final");
        }
        boolean early = emission.equals("early+final");
        if (early && window instanceof Windowing.Session) {
            throw alignment.invalid(
                    "emission",
                    emission,
                    "final where windows are sessions, whose bounds are not known before they close");
        }
        List<String> all = modalities.stream().map(Modality::name).toList();
        return new Alignment(
                window,
                closing(alignment, window, names, all),
                matches(alignment, all),
                missing(alignment, all),
                early);
    }

    private static Closing closing(Section alignment, Windowing window, Set<String> names, List<String> all) {
        // A session that closed as soon as every modality has spoken once would be none.
        List<String> complete = window instanceof Windowing.Session ? List.of() : all;
        return new Closing(
                alignment.alignmentTime("grace", Duration.ZERO, true),
                alignment.alignmentTime("max-wait", Duration.ofSeconds(30), false),
                alignment.alignmentTime("idle-after", Duration.ofSeconds(10), false),
                alignment.namesAmong("complete", names, complete),
                alignment.alignmentTime("settle", Duration.ZERO, true),
                alignment.whole("max-open", Closing.DEFAULT_MAX_OPEN, 1),
                alignment.whole("max-observations", Closing.DEFAULT_MAX_OBSERVATIONS, 1));
    }

    private static Windowing window(Section alignment, Set<String> names) {
        if (!alignment.isMap("window")) {
            return new Windowing.Tumbling(alignment.alignmentTime("window", null, false));
        }
        Section window = alignment.section("window");
        List<String> kinds = List.of("tumbling", "hopping", "session", "anchored");
        List<String> chosen = kinds.stream().filter(window::has).toList();
        if (chosen.size() != 1) {
            throw alignment.invalid("window", window.node(), "one of " + String.join(", ", kinds));
        }
        return switch (chosen.get(0)) {
            case "tumbling" -> {
                window.allow("tumbling");
                yield new Windowing.Tumbling(window.alignmentTime("tumbling", null, false));
            }
            case "hopping" -> hopping(window);
            case "session" -> {
                window.allow("session");
                yield new Windowing.Session(window.alignmentTime("session", null, false));
            }
            default -> anchored(window, names);
        };
    }

    private static Windowing hopping(Section window) {
        window.allow("hopping", "every");
        Duration length = window.alignmentTime("hopping", null, false);
        Duration every = window.alignmentTime("every", null, false);
        if (every.compareTo(length) > 0) {
            throw window.invalid("every", every, "at most window.hopping, which is " + length);
        }
        if (length.toMillis() / every.toMillis() > MOST_OVERLAPPING) {
            throw window.invalid(
                    "every",
                    every,
                    "at least a " + MOST_OVERLAPPING + "th of window.hopping, which is " + length
                            + ": each observation is looked for in as many windows");
        }
        return new Windowing.Hopping(length, every);
    }

    private static Windowing anchored(Section window, Set<String> names) {
        window.allow("anchored", "before", "after");
        String anchor = window.text("anchored");
        if (!names.contains(anchor)) {
            throw window.invalid("anchored", "'" + anchor + "'", "a modality of this pipeline: " + names);
        }
        return new Windowing.Anchored(
                anchor,
                window.alignmentTime("before", Duration.ZERO, true),
                window.alignmentTime("after", Duration.ZERO, true));
    }

    private static Map<String, Match> matches(Section alignment, List<String> all) {
        Map<String, Match> matches = new HashMap<>();
        if (alignment.isMap("match")) {
            Section map = alignment.section("match");
            map.allow(all.toArray(String[]::new));
            map.node().fieldNames().forEachRemaining(name -> matches.put(name, match(map, name)));
        } else if (alignment.has("match")) {
            Match match = match(alignment, "match");
            all.forEach(name -> matches.put(name, match));
        }
        return matches;
    }

    private static Match match(Section section, String key) {
        return switch (section.text(key)) {
            case "latest" -> Match.LATEST;
            case "nearest" -> Match.NEAREST;
            case "mean" -> Match.MEAN;
            case "max" -> Match.MAX;
            case "all" -> Match.ALL;
            default -> throw section.invalid(key, "'" + section.text(key) + "'", "latest, nearest, mean, max or all");
        };
    }

    /** One policy for all, or a map with modalities as its keys. */
    private static Map<String, Missing> missing(Section alignment, List<String> all) {
        Map<String, Missing> policies = new HashMap<>();
        boolean byModality = alignment.isMap("missing")
                && !alignment.section("missing").has("reuse-last")
                && !alignment.section("missing").has("default-vector");
        if (byModality) {
            Section map = alignment.section("missing");
            map.allow(all.toArray(String[]::new));
            map.node().fieldNames().forEachRemaining(name -> policies.put(name, policy(map, name)));
        } else if (alignment.has("missing")) {
            Missing policy = policy(alignment, "missing");
            all.forEach(name -> policies.put(name, policy));
        }
        return policies;
    }

    private static Missing policy(Section section, String key) {
        if (!section.isMap(key)) {
            return switch (section.text(key)) {
                case "mask" -> new Missing.Mask();
                case "required" -> new Missing.Required();
                default -> throw section.invalid(key, "'" + section.text(key) + "'", MISSING);
            };
        }
        Section policy = section.section(key);
        policy.allow("reuse-last", "default-vector");
        if (policy.has("reuse-last") == policy.has("default-vector")) {
            throw section.invalid(key, policy.node(), MISSING);
        }
        return policy.has("reuse-last")
                ? new Missing.ReuseLast(policy.alignmentTime("reuse-last", null, false))
                : new Missing.DefaultVector(policy.vector("default-vector"));
    }
}
