package io.tributary.schemas.pipeline;

import io.tributary.schemas.Kind;
import io.tributary.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what a pipeline file says of a modality. */
final class ModalitySection {
    /** In the folder that the system property {@code tributary.home} names; the launcher sets it. */
    private static final Path GENERAL_SENSOR_ENCODER = Path.of("models", "encoders", "sensor-general");

    private static final Duration LONGEST_FRAME = Duration.ofDays(366);

    private ModalitySection() {}

    static Modality read(Section modality, Path folder, Duration skew) {
        modality.allow(
                "kind",
                "encoder",
                "variant",
                "prompt",
                "space",
                "decode",
                "sequence",
                "framing",
                "batching",
                "max-future-skew");
        if (!modality.name().matches("[a-z][a-z0-9-]{0,40}") || Topics.RESERVED.contains(modality.name())) {
            throw modality.invalid(
                    "",
                    "named '" + modality.name() + "'",
                    "lower-case letters, digits or '-', and none of " + Topics.RESERVED);
        }
        Kind kind;
        try {
            kind = Kind.named(modality.text("kind"));
        } catch (IllegalArgumentException e) {
            throw modality.invalid("kind", modality.text("kind"), "text, image or sensor");
        }
        Optional<Framing> framing =
                modality.has("framing") ? Optional.of(framing(modality.section("framing"), kind)) : Optional.empty();
        return new Modality(
                modality.name(),
                kind,
                encoder(modality, kind, folder),
                framing,
                batching(modality.sectionOrEmpty("batching"), Batching.of(kind)),
                modality.duration("max-future-skew", skew, true),
                modelChoice(modality));
    }

    private static ModelChoice modelChoice(Section modality) {
        String decode = modality.textOr("decode", "exact");
        if (!Set.of("exact", "reduced").contains(decode)) {
            throw modality.invalid("decode", "'" + decode + "'", "exact or reduced");
        }
        return new ModelChoice(
                modality.textOr("variant", ModelChoice.FLOAT32),
                modality.has("prompt") ? Optional.of(modality.text("prompt")) : Optional.empty(),
                modality.has("space") ? Optional.of(modality.text("space")) : Optional.empty(),
                decode.equals("reduced"),
                modality.whole("sequence", 0, 1));
    }

    /** A sensor that names none has the encoder that comes with Tributary and takes any channels. */
    private static Path encoder(Section modality, Kind kind, Path folder) {
        if (kind == Kind.SENSOR && !modality.has("encoder")) {
            return Path.of(System.getProperty("tributary.home", "."))
                    .resolve(GENERAL_SENSOR_ENCODER)
                    .toAbsolutePath()
                    .normalize();
        }
        return folder.resolve(modality.text("encoder")).normalize();
    }

    private static Batching batching(Section batching, Batching usual) {
        batching.allow("records", "delay", "rows", "tokens", "order", "sessions", "threads", "cache");
        String order = batching.textOr("order", "length");
        if (!Set.of("length", "arrival").contains(order)) {
            throw batching.invalid("order", "'" + order + "'", "length or arrival");
        }
        return new Batching(
                batching.whole("records", usual.records(), 1),
                batching.duration("delay", usual.delay(), true),
                batching.whole("rows", usual.rows(), 1),
                batching.whole("tokens", usual.tokens(), 1),
                order.equals("length"),
                batching.whole("sessions", usual.sessions(), 1),
                batching.whole("threads", usual.threads(), 1),
                batching.whole("cache", usual.cache(), 0));
    }

    private static Framing framing(Section framing, Kind kind) {
        framing.allow(
                "length",
                "hop",
                "grace",
                "gaps",
                "max-gap",
                "min-coverage",
                "idle-after",
                "forget-after",
                "max-samples");
        if (kind != Kind.SENSOR) {
            throw framing.invalid("", "of kind " + kind.lowerCase(), "framing only where the kind is sensor");
        }
        Duration length = framing.duration("length", null, false);
        Duration hop = framing.duration("hop", length, false);
        if (hop.compareTo(length) > 0) {
            throw framing.invalid("hop", hop, "at most framing.length, which is " + length);
        }
        double coverage = framing.number("min-coverage", 0.3);
        if (!(coverage > 0 && coverage <= 1)) {
            throw framing.invalid("min-coverage", coverage, "more than 0, at most 1");
        }
        Duration idleAfter = framing.duration("idle-after", Duration.ofSeconds(5), false);
        Duration forgetAfter = framing.duration("forget-after", Framing.DEFAULT_FORGET_AFTER, false);
        if (forgetAfter.compareTo(idleAfter) < 0) {
            throw framing.invalid("forget-after", forgetAfter, "at least framing.idle-after, which is " + idleAfter);
        }
        Duration grace = framing.duration("grace", Duration.ZERO, true);
        for (Duration time : List.of(length, grace)) {
            if (time.compareTo(LONGEST_FRAME) > 0) {
                throw framing.invalid(time == length ? "length" : "grace", time, "at most " + LONGEST_FRAME);
            }
        }
        return new Framing(
                length,
                hop,
                grace,
                gaps(framing),
                framing.duration("max-gap", length, true),
                (float) coverage,
                idleAfter,
                forgetAfter,
                framing.whole("max-samples", Framing.DEFAULT_MAX_SAMPLES, 1));
    }

    private static Gaps gaps(Section framing) {
        Gaps gaps =
                switch (framing.textOr("gaps", "interpolate")) {
                    case "mark" -> Gaps.MARK;
                    case "interpolate" -> Gaps.INTERPOLATE;
                    case "split" -> Gaps.SPLIT;
                    default ->
                        throw framing.invalid("gaps", "'" + framing.text("gaps") + "'", "mark, interpolate or split");
                };
        if (gaps == Gaps.SPLIT && !framing.has("max-gap")) {
            throw framing.invalid("max-gap", "missing", "the longest gap that a frame may span, as gaps is split");
        }
        if (gaps == Gaps.MARK && framing.has("max-gap")) {
            throw framing.invalid("max-gap", framing.text("max-gap"), "nothing, as gaps is mark");
        }
        return gaps;
    }
}
