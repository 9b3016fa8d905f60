package io.tributary.schemas.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads pipeline files; what they may contain is described in {@code docs/pipelines.md}. */
public final class PipelineFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

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
            modalities.add(ModalitySection.read(modality, folder, skew));
        }
        if (modalities.isEmpty()) {
            throw root.invalid("modalities", "empty", "at least one modality");
        }
        Set<String> names = Set.copyOf(modalities.stream().map(Modality::name).toList());
        Alignment alignment = AlignmentSection.read(root.section("alignment"), names, modalities);
        List<Task> tasks = new ArrayList<>();
        for (Section task : root.section("tasks").children()) {
            tasks.add(TaskSection.read(task, folder, names, modalities));
        }
        if (tasks.isEmpty()) {
            throw root.invalid("tasks", "empty", "at least one task");
        }
        return new Pipeline(root.text("name"), modalities, alignment, tasks, sinks(root), file);
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
}
