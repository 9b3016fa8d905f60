package io.tributary.bench;

import io.tributary.bench.bundle.MeasuredModel;
import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.kafka.TopicRounds;
import io.tributary.bench.measure.Contestant;
import io.tributary.bench.measure.Costs;
import io.tributary.bench.measure.Figures;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Line;
import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Series;
import io.tributary.bench.measure.Spread;
import io.tributary.bench.measure.Turns;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures one model beside everything it is compared with. */
final class ModelBenchmark {
    private final Laboratory laboratory;
    private final Plan plan;
    private final MeasuredModel model;
    private final Consumer<String> progress;
    private final Map<Line, Contestant> contestants = new EnumMap<>(Line.class);
    private final Map<Line, List<Round>> rounds = new EnumMap<>(Line.class);
    private final List<PartCosts> parts = new ArrayList<>();

    ModelBenchmark(Laboratory laboratory, Plan plan, MeasuredModel model, Consumer<String> progress) {
        this.laboratory = laboratory;
        this.plan = plan;
        this.model = model;
        this.progress = progress;
    }

    Figures run() {
        progress.accept(model.name() + ": looking for ONNX Runtime's best settings");
        RawSweep.Best best;
        // In a process that ends afterwards: its peak of memory is not that of the settings found.
        try (ChildJvm raw = raw()) {
            best = new RawSweep(raw, model.bundle().kind(), plan.trialSeconds()).run();
        }
        try (ChildJvm raw = raw()) {
            contestants.put(Line.RAW, new RawRounds(raw, best.cheapest(), plan.seconds()));
            if (!best.fastest().equals(best.cheapest())) {
                contestants.put(Line.RAW_FASTEST, new RawRounds(raw, best.fastest(), plan.seconds()));
            }
            return beside(raw, best);
        }
    }

    private ChildJvm raw() {
        var catalogue = laboratory.catalogue();
        return laboratory.start(
                laboratory.newPrefix("raw"),
                List.of("raw", catalogue.home().toString(), catalogue.cache().toString(), model.name()));
    }

    private Figures beside(ChildJvm raw, RawSweep.Best best) {
        PartCosts sizes = partsOf(raw);
        var subjects = new Subjects(laboratory, model, plan.seconds(), sizes.rawBytes(), sizes.embeddingBytes());
        try {
            for (Line line : plan.lines(model.role(), model.bundle().kind())) {
                progress.accept(model.name() + ": starting " + line.title());
                contestants.put(line, subjects.start(line));
            }
            contestants.values().forEach(Contestant::warmUp);
            for (int round = 0; round < plan.rounds(); round++) {
                progress.accept("%s: round %d of %d".formatted(model.name(), round + 1, plan.rounds()));
                runRound(round);
                parts.add(partsOf(raw));
            }
            return figures(best);
        } finally {
            contestants.values().forEach(Contestant::close);
            subjects.deleteTopics();
        }
    }

    private void runRound(int number) {
        for (Map.Entry<Line, Contestant> contestant : Turns.of(number, contestants.entrySet())) {
            rounds.computeIfAbsent(contestant.getKey(), key -> new ArrayList<>())
                    .add(contestant.getValue().round());
        }
    }

    private Figures figures(RawSweep.Best best) {
        Map<Line, Series> series = new EnumMap<>(Line.class);
        rounds.forEach((line, list) -> series.put(line, new Series(list)));
        Map<Line, Latency> latencies = new EnumMap<>(Line.class);
        contestants.forEach((line, contestant) -> {
            Series own = series.get(line);
            if (own != null && plan.linesWithLatency().contains(line) && contestant instanceof TopicRounds topics) {
                progress.accept(model.name() + ": latency of " + line.title() + " at half load");
                latencies.put(line, topics.latency(own.eventsPerSecond().median() / 2, plan.latencySeconds()));
            }
        });
        Map<Line, Long> peaks = new EnumMap<>(Line.class);
        contestants.forEach(
                (line, contestant) -> peaks.put(line, contestant.use().peakKib()));
        return new Figures(
                model.name(),
                model.bundle().kind(),
                model.role(),
                model.inputs().describe(),
                best.cheapest().describe(),
                best.fastest().describe(),
                series,
                latencies,
                peaks,
                costs(series));
    }

    private Costs costs(Map<Line, Series> series) {
        return new Costs(
                cpu(series, Line.RAW),
                Spread.of(parts.stream().map(PartCosts::prepareNanos).toList()).median(),
                cpu(series, Line.COPY),
                Spread.of(parts.stream().map(PartCosts::avroNanos).toList()).median());
    }

    private static double cpu(Map<Line, Series> series, Line line) {
        Series found = series.get(line);
        if (found == null) {
            throw new IllegalStateException(line + " was not measured");
        }
        return found.cpuNanosPerEvent().median();
    }

    private PartCosts partsOf(ChildJvm raw) {
        String[] words = raw.ask("parts " + plan.trialSeconds()).split(" ", -1);
        return new PartCosts(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]));
    }

    private record PartCosts(double prepareNanos, double avroNanos, long rawBytes, long embeddingBytes) {}
}
