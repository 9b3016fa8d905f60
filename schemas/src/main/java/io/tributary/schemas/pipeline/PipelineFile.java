package io.tributary.schemas.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads pipeline files; what they may contain is described in {@code docs/pipelines.md}. */
public final class PipelineFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    /** In the folder that the system property {@code tributary.home} names; the launcher sets it. */
    private static final Path GENERAL_SENSOR_ENCODER = Path.of("models", "encoders", "sensor-general");

    private static final Duration LONGEST_FRAME = Duration.ofDays(366);
    private static final Duration DEFAULT_FUTURE_SKEW = Duration.ofMinutes(1);

    private PipelineFile() {}

    /** @throws InvalidPipelineException naming the file, the key, what was found and what was expected */
    public static Pipeline read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidPipelineException("There is no pipeline file " + file);
        }
        JsonNode root;
        try {
            root = YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new InvalidPipelineException(file + " is not YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new InvalidPipelineException(file + " cannot be read: " + e.getMessage());
        }
        return parse(new Section(file, "", root), file);
    }

    private static Pipeline parse(Section root, Path file) {
        root.allow("name", "about", "modalities", "alignment", "tasks", "time", "sinks");
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        Section time = root.sectionOrEmpty("time");
        time.allow("max-future-skew");
        Duration skew = time.duration("max-future-skew", DEFAULT_FUTURE_SKEW, true);
        List<Modality> modalities = new ArrayList<>();
        for (Section modality : root.section("modalities").children()) {
            modalities.add(modality(modality, folder, skew));
        }
        if (modalities.isEmpty()) {
            throw root.invalid("modalities", "empty", "at least one modality");
        }
        Set<String> names = Set.copyOf(modalities.stream().map(Modality::name).toList());
        Alignment alignment = alignment(root.section("alignment"), names, modalities);
        List<Task> tasks = new ArrayList<>();
        for (Section task : root.section("tasks").children()) {
            tasks.add(task(task, folder, names, modalities));
        }
        if (tasks.isEmpty()) {
            throw root.invalid("tasks", "empty", "at least one task");
        }
        return new Pipeline(root.text("name"), modalities, alignment, tasks, sinks(root), file);
    }

    private static Task task(Section task, Path folder, Set<String> names, List<Modality> modalities) {
        task.allow("head", "zero-shot", "requires");
        List<String> requires = task.namesAmong("requires", names, List.of());
        if (!task.has("zero-shot")) {
            return new Task(task.name(), heads(task, folder), requires);
        }
        if (task.has("head")) {
            throw task.invalid("head", task.textOrTexts("head"), "nothing, as the task is zero-shot");
        }
        return Task.of(task.name(), zeroShot(task.section("zero-shot"), folder, names, modalities), requires);
    }

    private static ZeroShot zeroShot(Section zeroShot, Path folder, Set<String> names, List<Modality> modalities) {
        zeroShot.allow("prompts", "template", "encoder", "modalities", "temperature");
        List<String> compared = zeroShot.namesAmong("modalities", names, List.of());
        Path encoder = zeroShot.has("encoder")
                ? folder.resolve(zeroShot.text("encoder")).normalize()
                : encoderOf(compared, modalities, zeroShot);
        if (!zeroShot.has("modalities")) {
            compared = modalities.stream()
                    .filter(modality -> modality.encoder().equals(encoder))
                    .map(Modality::name)
                    .toList();
        }
        if (compared.isEmpty() || Set.copyOf(compared).size() != compared.size()) {
            throw zeroShot.invalid(
                    "modalities", compared, "modalities whose embeddings lie in the space of " + encoder);
        }
        double temperature = zeroShot.number("temperature", ZeroShot.USUAL_TEMPERATURE);
        if (!((float) temperature > 0 && Float.isFinite((float) temperature))) {
            throw zeroShot.invalid("temperature", temperature, "a number above 0");
        }
        return new ZeroShot(promptedClasses(zeroShot), encoder, compared, (float) temperature);
    }

    /** Of a model of two towers, the modality names the folder already. */
    private static Path encoderOf(List<String> compared, List<Modality> modalities, Section zeroShot) {
        return modalities.stream()
                .filter(modality -> !compared.isEmpty() && modality.name().equals(compared.get(0)))
                .map(Modality::encoder)
                .findFirst()
                .orElseThrow(() -> zeroShot.invalid(
                        "encoder", "missing", "the folder of the encoder of the prompts, or 'modalities'"));
    }

    /** Every prompt in every template, in which it takes the place of {@code {}}. */
    private static List<ZeroShot.PromptedClass> promptedClasses(Section zeroShot) {
        List<String> templates = zeroShot.has("template") ? zeroShot.textOrTexts("template") : List.of("{}");
        if (!templates.stream().allMatch(template -> template.contains("{}"))) {
            throw zeroShot.invalid("template", templates, "{} where the prompt belongs");
        }
        Section prompts = zeroShot.section("prompts");
        List<ZeroShot.PromptedClass> classes = new ArrayList<>();
        prompts.node().fieldNames().forEachRemaining(name -> {
            List<String> texts = new ArrayList<>();
            for (String prompt : prompts.textOrTexts(name)) {
                templates.forEach(template -> texts.add(template.replace("{}", prompt.strip())));
            }
            classes.add(new ZeroShot.PromptedClass(name, texts));
        });
        if (classes.size() < 2) {
            throw zeroShot.invalid("prompts", prompts.node(), "at least two classes");
        }
        return classes;
    }

    private static List<Path> heads(Section task, Path folder) {
        List<String> heads = task.textOrTexts("head");
        if (Set.copyOf(heads).size() != heads.size()) {
            throw task.invalid("head", heads, "every head once");
        }
        return heads.stream().map(head -> folder.resolve(head).normalize()).toList();
    }

    private static Modality modality(Section modality, Path folder, Duration skew) {
        modality.allow(
                "kind", "encoder", "variant", "prompt", "space", "decode", "framing", "batching", "max-future-skew");
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
                decode.equals("reduced"));
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

    private static Alignment alignment(Section alignment, Set<String> names, List<Modality> modalities) {
        alignment.allow("window", "grace", "max-wait", "idle-after", "match", "complete", "max-open");
        Match match =
                switch (alignment.textOr("match", "latest")) {
                    case "latest" -> Match.LATEST;
                    case "mean" -> Match.MEAN;
                    default -> throw alignment.invalid("match", alignment.text("match"), "latest or mean");
                };
        double maxOpen = alignment.number("max-open", 100_000);
        if (!(maxOpen >= 1 && maxOpen <= Integer.MAX_VALUE)) {
            throw alignment.invalid("max-open", maxOpen, "1 or more");
        }
        return new Alignment(
                alignment.duration("window", null, false),
                alignment.duration("grace", Duration.ZERO, true),
                alignment.duration("max-wait", Duration.ofSeconds(30), false),
                alignment.duration("idle-after", Duration.ofSeconds(10), false),
                match,
                alignment.namesAmong(
                        "complete",
                        names,
                        modalities.stream().map(Modality::name).toList()),
                (int) maxOpen);
    }

    private static List<SinkSettings> sinks(Section root) {
        List<SinkSettings> sinks = new ArrayList<>();
        for (JsonNode node : root.list("sinks")) {
            if (node.isTextual()) {
                sinks.add(new SinkSettings(node.asText(), Map.of()));
                continue;
            }
            Map<String, String> settings = new HashMap<>();
            node.properties().forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
            String type = settings.remove("type");
            if (type == null) {
                throw root.invalid("sinks", node, "a name, or a map with 'type'");
            }
            sinks.add(new SinkSettings(type, settings));
        }
        return sinks;
    }

    /** One map of the file, which knows where it stands so that it can say so. */
    private record Section(Path file, String path, JsonNode node) {
        Section {
            if (!node.isObject()) {
                throw new InvalidPipelineException(file + ": " + (path.isEmpty() ? "the file" : path) + " is "
                        + (node.isMissingNode() ? "missing" : "'" + node + "'") + ", expected a map of keys");
            }
        }

        String name() {
            return path.substring(path.lastIndexOf('.') + 1);
        }

        boolean has(String key) {
            return node.hasNonNull(key);
        }

        /** The elements of a list; none where the key is missing. */
        JsonNode list(String key) {
            JsonNode value = node.path(key);
            if (has(key) && !value.isArray()) {
                throw invalid(key, "'" + value.asText(value.toString()) + "'", "a list such as [a, b]");
            }
            return value;
        }

        Section section(String key) {
            return new Section(file, at(key), node.path(key));
        }

        Section sectionOrEmpty(String key) {
            return has(key) ? section(key) : new Section(file, at(key), YAML.createObjectNode());
        }

        List<Section> children() {
            List<Section> children = new ArrayList<>();
            node.properties().forEach(e -> children.add(new Section(file, at(e.getKey()), e.getValue())));
            return children;
        }

        void allow(String... keys) {
            Set<String> allowed = Set.of(keys);
            node.fieldNames().forEachRemaining(key -> {
                if (!allowed.contains(key)) {
                    throw invalid(key, "not a setting", "one of " + String.join(", ", keys));
                }
            });
        }

        String text(String key) {
            JsonNode value = node.path(key);
            if (!value.isValueNode() || value.asText().isBlank()) {
                throw invalid(key, value.isMissingNode() ? "missing" : "'" + value + "'", "a text");
            }
            return value.asText();
        }

        /** A text, or a list of at least one. */
        List<String> textOrTexts(String key) {
            if (!node.path(key).isArray()) {
                return List.of(text(key));
            }
            List<String> texts = new ArrayList<>();
            for (JsonNode element : list(key)) {
                if (!element.isTextual() || element.asText().isBlank()) {
                    throw invalid(key, "'" + element + "'", "texts");
                }
                texts.add(element.asText());
            }
            if (texts.isEmpty()) {
                throw invalid(key, "empty", "a text, or a list of at least one");
            }
            return texts;
        }

        String textOr(String key, String fallback) {
            return has(key) ? text(key) : fallback;
        }

        double number(String key, double fallback) {
            if (!has(key)) {
                return fallback;
            }
            if (!node.path(key).isNumber()) {
                throw invalid(key, "'" + node.path(key) + "'", "a number");
            }
            return node.path(key).asDouble();
        }

        int whole(String key, int fallback, int least) {
            if (!has(key)) {
                return fallback;
            }
            JsonNode value = node.path(key);
            if (!value.canConvertToInt() || !value.isIntegralNumber() || value.asInt() < least) {
                throw invalid(key, "'" + value + "'", "a whole number of " + least + " or more");
            }
            return value.asInt();
        }

        Duration duration(String key, @Nullable Duration fallback, boolean zeroAllowed) {
            if (!has(key) && fallback != null) {
                return fallback;
            }
            String text = text(key);
            Duration duration;
            long millis;
            try {
                duration = Duration.parse(text);
                millis = duration.toMillis();
            } catch (DateTimeParseException | ArithmeticException e) {
                throw invalid(key, "'" + text + "'", "a duration such as PT10S or PT0.5S");
            }
            if (duration.isNegative() || (!zeroAllowed && millis < 1)) {
                throw invalid(key, duration, zeroAllowed ? "PT0S or longer" : "PT0.001S or longer");
            }
            return duration;
        }

        List<String> namesAmong(String key, Set<String> names, List<String> fallback) {
            if (!has(key)) {
                return fallback;
            }
            List<String> found = new ArrayList<>();
            for (JsonNode element : list(key)) {
                if (!names.contains(element.asText())) {
                    throw invalid(key, "'" + element.asText() + "'", "modalities of this pipeline: " + names);
                }
                found.add(element.asText());
            }
            return found;
        }

        InvalidPipelineException invalid(String key, Object found, String expected) {
            return new InvalidPipelineException(
                    file + ": " + at(key) + " is " + found + ", expected " + expected + ". Change it in the file.");
        }

        private String at(String key) {
            return path.isEmpty() ? key : key.isEmpty() ? path : path + "." + key;
        }
    }
}
