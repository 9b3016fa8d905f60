package io.tributary.bench;

import io.tributary.bench.bundle.MeasuredModel;
import io.tributary.bench.kafka.TopicRounds;
import io.tributary.bench.load.RecordedInputs;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Round;
import io.tributary.bench.report.BatchingText;
import io.tributary.encoders.model.Bundle;
import io.tributary.schemas.Kind;
import io.tributary.schemas.Payload;
import io.tributary.schemas.pipeline.Batching;
import io.tributary.schemas.pipeline.Modality;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Finds the settings of one modality: first those of the model calls, one after another, each with the best of those before
 * it, in this process; then the delay, end to end through Kafka, at half of what the settings can do.
 */
final class ModalityTuning {
    /** By how much a setting must be faster to be preferred to one that is cheaper. */
    private static final double WORTH_IT = 1.03;

    private static final int WARMING = 3;

    private static final List<Duration> DELAYS = List.of(Duration.ZERO, Duration.ofMillis(5), Duration.ofMillis(20));

    private final Laboratory laboratory;
    private final Modality modality;
    private final RecordedInputs inputs;
    private final double seconds;
    private final Consumer<String> progress;
    private final EncoderTrials trials;
    private final List<Trial> tried = new ArrayList<>();

    /** @param seconds of one trial or round */
    ModalityTuning(
            Laboratory laboratory,
            Modality modality,
            RecordedInputs inputs,
            double seconds,
            Consumer<String> progress) {
        this.laboratory = laboratory;
        this.modality = modality;
        this.inputs = inputs;
        this.seconds = seconds;
        this.progress = progress;
        this.trials = new EncoderTrials(modality, inputs, seconds);
    }

    /** Settings and what came of them in this process. */
    record Trial(Batching batching, Round round) {}

    /** Settings and what came of them end to end. */
    record EndToEnd(Batching batching, Round round, Latency latency) {}

    /**
     * Everything that was tried.
     *
     * @param inProcess the settings of model calls, in the order in which they were tried
     * @param endToEnd what the pipeline file has, then the best with each delay
     * @param chosen the settings to use
     */
    record Result(
            Modality modality,
            RecordedInputs inputs,
            List<Trial> inProcess,
            List<EndToEnd> endToEnd,
            Batching chosen) {}

    Result run() {
        for (int time = 0; time < WARMING; time++) {
            // The first trials of a process pay for its compilation.
            trials.trial(uncached(modality.batching()));
        }
        Batching best = sweep(uncached(modality.batching()));
        List<EndToEnd> endToEnd = new ArrayList<>();
        endToEnd.add(endToEnd(uncached(modality.batching())));
        for (Duration delay : DELAYS) {
            Batching delayed = new BatchingText(best).withDelay(delay);
            if (!delayed.equals(uncached(modality.batching()))) {
                endToEnd.add(endToEnd(delayed));
            }
        }
        Batching chosen = chosen(endToEnd);
        // The cache was off only so that a repeated recording would not answer for the model.
        Batching remembering =
                new BatchingText(chosen).with("cache", modality.batching().cache());
        return new Result(modality, inputs, List.copyOf(tried), endToEnd, remembering);
    }

    private static Batching uncached(Batching batching) {
        return new BatchingText(batching).with("cache", 0);
    }

    private Batching sweep(Batching start) {
        int processors = Runtime.getRuntime().availableProcessors();
        Batching best = start;
        Set<Batching> candidates = new LinkedHashSet<>();
        candidates.add(start);
        candidates.add(new BatchingText(start).with("sessions", 1, "threads", 1));
        candidates.add(new BatchingText(start).with("sessions", processors, "threads", 1));
        candidates.add(new BatchingText(start).with("sessions", 1, "threads", processors));
        best = best(candidates);
        for (Sweep sweep : sweeps()) {
            candidates.clear();
            candidates.add(best);
            for (int value : sweep.values()) {
                candidates.add(new BatchingText(best).with(sweep.name(), value));
            }
            best = best(candidates);
        }
        return best;
    }

    private List<Sweep> sweeps() {
        if (modality.kind() == Kind.TEXT) {
            return List.of(
                    new Sweep("tokens", List.of(256, 512, 1024, 2048)),
                    new Sweep("rows", List.of(16, 32, 64, 128)),
                    new Sweep("records", List.of(128, 256, 512, 1024)));
        }
        boolean image = modality.kind() == Kind.IMAGE;
        return List.of(
                new Sweep("rows", image ? List.of(1, 2, 4, 8, 16) : List.of(8, 16, 32, 64, 128)),
                new Sweep("records", image ? List.of(16, 32, 64, 128) : List.of(256, 512, 1024, 2048)));
    }

    private record Sweep(String name, List<Integer> values) {}

    /** The cheapest of those that are as fast as the fastest, give or take what is not worth it. */
    private Batching best(Set<Batching> candidates) {
        List<Trial> results = candidates.stream().map(this::trial).toList();
        double fastest = results.stream()
                .mapToDouble(trial -> trial.round().eventsPerSecond())
                .max()
                .orElseThrow();
        return results.stream()
                .filter(trial -> trial.round().eventsPerSecond() * WORTH_IT >= fastest)
                .min(java.util.Comparator.comparingDouble(trial -> trial.round().cpuNanosPerEvent()))
                .orElseThrow()
                .batching();
    }

    private Trial trial(Batching batching) {
        return tried.stream()
                .filter(trial -> trial.batching().equals(batching))
                .findFirst()
                .orElseGet(() -> {
                    progress.accept(modality.name() + ": trying " + new BatchingText(batching).toYaml());
                    var trial = new Trial(batching, trials.trial(batching));
                    tried.add(trial);
                    return trial;
                });
    }

    private EndToEnd endToEnd(Batching batching) {
        String settings = new BatchingText(batching).toYaml();
        progress.accept(modality.name() + ": end to end with " + settings);
        var model = new MeasuredModel(modality.name(), Bundle.read(modality), inputs, MeasuredModel.Role.BUNDLED);
        var subjects = new Subjects(laboratory, model, seconds, rawBytes(), 0);
        try (TopicRounds rounds = subjects.stage("tune", settings(settings), "exactly-once")) {
            rounds.warmUp();
            Round round = rounds.round();
            return new EndToEnd(batching, round, rounds.latency(round.eventsPerSecond() / 2, 2 * seconds));
        } finally {
            subjects.deleteTopics();
        }
    }

    /** What the pipeline file says of the modality beside its framing, which was done before. */
    private String settings(String batching) {
        var settings = new StringBuilder("batching: ").append(batching);
        var choice = modality.model();
        settings.append(", variant: \"").append(choice.variant()).append('"');
        choice.prompt()
                .ifPresent(
                        prompt -> settings.append(", prompt: \"").append(prompt).append('"'));
        choice.space()
                .ifPresent(space -> settings.append(", space: \"").append(space).append('"'));
        return settings.append(choice.reducedDecoding() ? ", decode: reduced" : "")
                .toString();
    }

    private long rawBytes() {
        Payload first = inputs.payload(0);
        return first instanceof Payload.Image image ? image.content().length() : 4096;
    }

    /** The quickest of those that keep nearly all of the throughput. */
    private static Batching chosen(List<EndToEnd> results) {
        double fastest = results.stream()
                .mapToDouble(result -> result.round().eventsPerSecond())
                .max()
                .orElseThrow();
        return results.stream()
                .filter(result -> result.round().eventsPerSecond() >= 0.9 * fastest)
                .min(java.util.Comparator.comparingDouble(
                        result -> result.latency().p99Millis()))
                .orElseThrow()
                .batching();
    }
}
