package io.tributary.training;

import io.tributary.training.evaluation.TaskFigures;
import io.tributary.training.head.HeadSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The README of a head's bundle: what it is, what it was made of, how good it is, how to make it again. */
record HeadCard(
        TrainingRequest request,
        TrainingReport report,
        List<String> recordings,
        List<String> heldOut,
        List<String> classes,
        long parameters) {
    String toMarkdown() {
        return """
                # %s

                Decides the task `%s` (%s) of a moment from %s.

                **Fusion.** %s %,d values, embeddings of the encoders that the pipeline `%s` names.

                ## Learned from
                %s
                %s
                None of this data is in this repository.

                ## Figures
                %s

                %s%s
                Made and measured again by (`DIR` is a folder of recordings):

                ```
                %s
                ```

                ## Known limits
                - Refuses embeddings of other encoders than those it was fitted on; fit it again when an encoder changes.
                - %s

                ## Licence
                The weights are Apache-2.0. The terms of the recordings are their owners'; the encoders' cards name them.
                """
                .formatted(
                        report.name(),
                        report.task(),
                        String.join(", ", classes),
                        names(request.modalities())
                                + (request.modalities().size() > 1 ? ", whichever of them are there" : ""),
                        what(),
                        parameters,
                        request.pipeline().name(),
                        bullets(recordings),
                        "%,d moments with a label.".formatted(report.examples()),
                        how(),
                        FigureTable.markdown("modalities", report.heldOut()),
                        compared(),
                        command(),
                        flattered());
    }

    private String flattered() {
        return heldOut.isEmpty()
                ? "Where an encoder learned from the same recordings, as its card says, figures and confidence flatter."
                : "An encoder that learned from the held-out recordings would flatter the figures; its card says from what.";
    }

    private String what() {
        return switch (report.fusion()) {
            case EARLY ->
                "Early: a hidden layer of %d over all embeddings side by side, then the classes."
                        .formatted(request.settings().width());
            case LATE -> "Late: a linear classifier a modality; their scores' mean, weighted by learned trust.";
            case ATTENTION ->
                "Attention: a token of %d a modality, softmax(q·kᵀ/√%d) over the present, then the classes."
                        .formatted(
                                request.settings().width(), request.settings().width());
            case PROJECTION ->
                "Projection: each modality to %d values, side by side to a hidden layer of %d, then the classes."
                        .formatted(
                                request.settings().width(), request.settings().width());
            case GATED ->
                "Gated: a state of %d a modality; gates over all embeddings weigh them, their sum gives the classes."
                        .formatted(request.settings().width());
            case LATE_ATTENTION ->
                "Late attention: a linear classifier a modality; their scores' mean, weighted by softmax(q·kᵀ/√%d)."
                        .formatted(request.settings().width());
            case CROSS_ATTENTION ->
                "Cross-attention: the positions of each modality, %d values each, look at those of the others by softmax(q·kᵀ/√%d)."
                        .formatted(
                                request.settings().width(), request.settings().width());
        };
    }

    private String how() {
        String measured = heldOut.isEmpty()
                ? "On entities that were held out while fitting; the bundled head was then fitted on all of them."
                : "On " + names(heldOut) + ", which chose the number of passes and the temperature, nothing else.";
        String rows = request.modalities().size() > 1
                ? " A row has the moments that have all its modalities, decided by these alone; the first, all as recorded."
                : "";
        return "%s %d passes, temperature %s, seed %d.%s"
                .formatted(
                        measured,
                        report.epochs(),
                        String.format(Locale.ROOT, "%.2f", report.temperature()),
                        request.settings().seed(),
                        rows);
    }

    private String compared() {
        if (report.compared().size() < 2) {
            return "";
        }
        Map<String, TaskFigures> rows = new LinkedHashMap<>();
        report.compared().forEach((fusion, figures) -> rows.put(fusion.lowerCase(), figures));
        return "\nThe same moments by every kind of fusion:\n\n" + FigureTable.markdown("fusion", rows);
    }

    private String command() {
        var command = new StringBuilder("./tributary train --pipeline pipelines/%s.yaml --task %s --fusion %s"
                .formatted(
                        request.pipeline().name(),
                        report.task(),
                        report.fusion().lowerCase()));
        recordings.forEach(name -> command.append(" --recording DIR/").append(name));
        heldOut.forEach(name -> command.append(" --held-out DIR/").append(name));
        if (!request.modalities().equals(request.pipeline().modalityNames())) {
            command.append(" --modalities ").append(String.join(",", request.modalities()));
        }
        if (request.compare()) {
            command.append(" --compare");
        }
        changes()
                .forEach((option, value) ->
                        command.append(" --").append(option).append(' ').append(value));
        return command.toString();
    }

    /** The settings that differ from the defaults, as options. */
    private Map<String, Object> changes() {
        HeadSettings usual = HeadSettings.defaultsOf(request.fusion());
        HeadSettings own = request.settings();
        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("width", own.width() == usual.width() ? "" : own.width());
        changes.put("dropout", own.dropout() == usual.dropout() ? "" : own.dropout());
        changes.put("modality-dropout", own.modalityDropout() == usual.modalityDropout() ? "" : own.modalityDropout());
        changes.put("weight-decay", own.weightDecay() == usual.weightDecay() ? "" : own.weightDecay());
        changes.put("rate", own.rate() == usual.rate() ? "" : own.rate());
        changes.put("batch", own.batch() == usual.batch() ? "" : own.batch());
        changes.put("epochs", own.epochs() == usual.epochs() ? "" : own.epochs());
        changes.put("patience", own.patience() == usual.patience() ? "" : own.patience());
        changes.put("folds", own.folds() == usual.folds() ? "" : own.folds());
        changes.put("class-balance", own.classBalance() == usual.classBalance() ? "" : own.classBalance());
        changes.put("seed", own.seed() == usual.seed() ? "" : own.seed());
        changes.values().removeIf(""::equals);
        return changes;
    }

    private static String names(List<String> names) {
        List<String> quoted = names.stream().map(name -> "`" + name + "`").toList();
        int last = quoted.size() - 1;
        return last < 1
                ? String.join("", quoted)
                : String.join(", ", quoted.subList(0, last)) + " and " + quoted.get(last);
    }

    private static String bullets(List<String> names) {
        var text = new StringBuilder();
        names.forEach(name -> text.append("- `").append(name).append("`\n"));
        return text.toString();
    }
}
