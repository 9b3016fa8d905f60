package io.tributary.encoders;

import io.tributary.encoders.model.Bundle;
import io.tributary.encoders.model.GraphTensor;
import io.tributary.encoders.model.ImageProcessor;
import io.tributary.encoders.model.Preprocessing;
import io.tributary.encoders.model.Readout;
import io.tributary.schemas.FloatVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A trial as text for people, a line a fact. */
public final class ModelTrialReport {
    private static final int MOST_COSINES = 8;
    private static final String LINE = "%-12s%s";

    private ModelTrialReport() {}

    public static List<String> lines(ModelTrial trial) {
        Bundle bundle = trial.bundle();
        List<String> lines = new ArrayList<>();
        lines.add(bundle.model() + " encodes " + bundle.kind().lowerCase());
        add(
                lines,
                "model",
                bundle.folder().relativize(bundle.modelFile()) + ", " + size(bundle) + ", SHA-256 "
                        + bundle.sha256().substring(0, 12) + "…");
        add(lines, "inputs", tensors(trial.graph().inputs()));
        add(lines, "outputs", tensors(trial.graph().outputs()));
        add(lines, "prepared", preparation(bundle.preprocessing()));
        add(lines, "read", readout(trial));
        add(lines, "vectors", bundle.dimension() + " numbers in the space " + bundle.space());
        add(
                lines,
                "self-test",
                bundle.referenced() ? "reproduces its reference" : "alone as in a batch, finite, not zero");
        add(lines, "norms", norms(trial.vectors()));
        if (trial.truncated() > 0) {
            add(lines, "truncated", trial.truncated() + " of the samples, which the model sees the beginning of");
        }
        add(
                lines,
                "speed",
                "%.0f a second one by one, %.0f in batches of 8, on one thread, preparation included"
                        .formatted(trial.perSecond(), trial.perSecondInEights()));
        cosines(trial.vectors(), lines);
        trial.problems().forEach(problem -> add(lines, "wrong", problem));
        if (trial.problems().isEmpty()) {
            lines.add("Nothing is wrong with it.");
        }
        return lines;
    }

    private static void add(List<String> lines, String name, String fact) {
        lines.add(String.format(Locale.ROOT, LINE, name, fact));
    }

    private static String size(Bundle bundle) {
        try {
            long bytes = Files.size(bundle.modelFile());
            return bytes < 1_000_000 ? bytes / 1000 + " kB" : "%.1f MB".formatted(bytes / 1e6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tensors(List<GraphTensor> tensors) {
        return tensors.stream().map(GraphTensor::toString).collect(Collectors.joining(", "));
    }

    private static String preparation(Preprocessing preprocessing) {
        if (preprocessing instanceof Preprocessing.Text text) {
            String prompt = text.wording().prompt();
            return text.tokenizer().getFileName() + ", at most " + text.maxTokens() + " tokens"
                    + (prompt.isEmpty() ? "" : ", after the prompt '" + prompt + "'");
        }
        if (preprocessing instanceof Preprocessing.ProcessedImage image) {
            return processor(image.processor())
                    + (image.reducedDecoding() ? ", large JPEG images decoded smaller" : "");
        }
        if (preprocessing instanceof Preprocessing.Image image) {
            return (image.color() ? "red, green, blue" : "grey") + ", " + image.height() + " x " + image.width()
                    + " pixels, averaged where they become fewer";
        }
        var sensor = (Preprocessing.Sensor) preprocessing;
        return sensor.length() + " points of "
                + (sensor.channels().isEmpty() ? "any channels" : String.join(", ", sensor.channels()));
    }

    private static String processor(ImageProcessor processor) {
        String resized = processor.resize() instanceof ImageProcessor.Resize.ShortestEdge edge
                ? "shorter side to " + edge.pixels() + " pixels"
                : processor.resize() instanceof ImageProcessor.Resize.To to
                        ? "to " + to.size().height() + " x " + to.size().width() + " pixels"
                        : "not resized";
        String cropped = processor
                .crop()
                .map(size -> ", the middle " + size.height() + " x " + size.width())
                .orElse("");
        return resized + " (" + processor.filter().name().toLowerCase(Locale.ROOT) + ")" + cropped + ", "
                + (processor.blueFirst() ? "blue" : "red") + " first";
    }

    private static String readout(ModelTrial trial) {
        Readout readout = trial.bundle().readout();
        GraphTensor output = trial.graph().outputs().get(readout.position());
        String how =
                switch (output.rank()) {
                    case 3 ->
                        ", its tokens pooled by "
                                + readout.poolings().stream()
                                        .map(pooling -> pooling.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(" + "));
                    case 4 -> ", averaged over height and width";
                    default -> " as it is";
                };
        return output.name()
                + how
                + (readout.normalised() ? ", divided by its length" : "")
                + (readout.givesSequence() ? ", and its positions, at most " + readout.positions() : "");
    }

    private static String norms(List<FloatVector> vectors) {
        DoubleSummaryStatistics lengths =
                vectors.stream().mapToDouble(Cosine::length).summaryStatistics();
        return vectors.isEmpty()
                ? "none"
                : "%.4f least, %.4f on average, %.4f most, of %d samples"
                        .formatted(lengths.getMin(), lengths.getAverage(), lengths.getMax(), vectors.size());
    }

    private static void cosines(List<FloatVector> vectors, List<String> lines) {
        List<FloatVector> shown = vectors.subList(0, Math.min(MOST_COSINES, vectors.size()));
        for (int row = 0; row < shown.size(); row++) {
            FloatVector vector = shown.get(row);
            String cosines = shown.stream()
                    .map(other -> "%7.3f".formatted(Cosine.of(vector, other)))
                    .collect(Collectors.joining());
            add(lines, row == 0 ? "cosines" : "", cosines);
        }
    }
}
