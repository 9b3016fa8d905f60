package io.tributary.schemas.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads what a pipeline file says of a task. */
final class TaskSection {
    private TaskSection() {}

    static Task read(Section task, Path folder, Set<String> names, List<Modality> modalities) {
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
}
