package io.tributary.bench;

import io.tributary.bench.alignment.AlignmentFigures;
import io.tributary.bench.alignment.AlignmentFigures.Measured;
import io.tributary.bench.alignment.AlignmentRounds;
import io.tributary.bench.alignment.Changelogs;
import io.tributary.bench.alignment.CommitCost;
import io.tributary.bench.alignment.Commits;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Workload;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Series;
import io.tributary.bench.measure.Turns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Measures contestants of alignment beside each other, on one workload. */
final class AlignmentBenchmark {
    private final Laboratory laboratory;
    private final AlignmentPlan plan;
    private final Workload workload;
    private final Consumer<String> progress;
    private final Map<Variant, Double> states = new LinkedHashMap<>();
    private final Map<Variant, List<Round>> rounds = new LinkedHashMap<>();
    private final Map<Variant, CommitCost> commits = new LinkedHashMap<>();
    private final Map<Variant, Measured> measured = new LinkedHashMap<>();

    AlignmentBenchmark(Laboratory laboratory, AlignmentPlan plan, Workload workload, Consumer<String> progress) {
        this.laboratory = laboratory;
        this.plan = plan;
        this.workload = workload;
        this.progress = progress;
    }

    /** @param withState whether state and latency are measured too */
    AlignmentFigures run(List<Variant> variants, boolean withState) {
        Map<Variant, List<Variant>> compared = new LinkedHashMap<>();
        variants.forEach(variant -> compared.computeIfAbsent(variant.ours(), ours -> new ArrayList<>())
                .add(variant));
        compared.values().forEach(group -> compare(group, withState));
        if (withState) {
            measureLatencies();
        }
        return new AlignmentFigures(workload.describe(), measured);
    }

    /** Those that are compared with each other run beside each other, and no others. */
    private void compare(List<Variant> variants, boolean withState) {
        Map<Variant, AlignmentRounds> contestants = new LinkedHashMap<>();
        var starting = new AlignmentContestants(laboratory, workload, plan.seconds());
        try {
            for (Variant variant : variants) {
                progress.accept("starting " + variant.title());
                AlignmentRounds contestant = starting.start(variant);
                contestants.put(variant, contestant);
                states.put(variant, withState ? state(variant, contestant) : Double.NaN);
                contestant.warmUp();
            }
            for (int round = 0; round < plan.rounds(); round++) {
                progress.accept("round %d of %d".formatted(round + 1, plan.rounds()));
                for (Map.Entry<Variant, AlignmentRounds> contestant : Turns.of(round, contestants.entrySet())) {
                    runRound(contestant.getKey(), contestant.getValue());
                }
            }
            contestants.forEach((variant, contestant) -> measured.put(variant, measured(variant, contestant)));
        } finally {
            contestants.values().forEach(AlignmentRounds::close);
            starting.deleteTopics();
        }
    }

    private double state(Variant variant, AlignmentRounds contestant) {
        var changelogs =
                new Changelogs(laboratory.servers(), contestant.topics().prefix());
        return contestant.stateRatio(() -> variant.engine() == Variant.Engine.FLINK
                ? Long.parseLong(contestant.ask("state"))
                : changelogs.liveBytes());
    }

    private void runRound(Variant variant, AlignmentRounds contestant) {
        List<Round> before = rounds.computeIfAbsent(variant, key -> new ArrayList<>());
        before.add(round(variant, contestant, !before.isEmpty()));
    }

    private Round round(Variant variant, AlignmentRounds contestant, boolean counts) {
        if (!counts || !variant.engine().isOnStreams()) {
            return contestant.round();
        }
        Commits[] before = {Commits.NONE};
        Round round = contestant.round(() -> before[0] = contestant.commits());
        Commits done = contestant.commits().since(before[0]);
        commits.merge(variant, new CommitCost(done, round.wallNanos()), CommitCost::plus);
        return round;
    }

    private Measured measured(Variant variant, AlignmentRounds contestant) {
        @Nullable CommitCost cost = commits.get(variant);
        return new Measured(
                new Series(rounds.getOrDefault(variant, List.of())),
                new Latency(Double.NaN, Double.NaN, Double.NaN),
                states.getOrDefault(variant, Double.NaN),
                contestant.use().peakKib(),
                Optional.ofNullable(cost),
                contestant.verdict());
    }

    /** Of each in a new process and with no other beside it, because those that idle take of the machine too. */
    private void measureLatencies() {
        // The same load for all: who is faster would else be measured beside a load that takes more of the machine.
        double load = plan.load().orElseGet(this::halfOfTheSlowest);
        for (Variant variant : List.copyOf(measured.keySet())) {
            progress.accept("latency of %s at %,.0f events/s".formatted(variant.title(), load));
            var starting = new AlignmentContestants(laboratory, workload, plan.seconds());
            try (AlignmentRounds alone = starting.start(variant)) {
                alone.warmUp();
                Latency latency = alone.latency(load, plan.latencySeconds(), variant.engine());
                measured.computeIfPresent(variant, (key, before) -> before.with(latency, alone.verdict()));
            } finally {
                starting.deleteTopics();
            }
        }
    }

    private double halfOfTheSlowest() {
        return measured.values().stream()
                        .mapToDouble(one -> one.series().eventsPerSecond().median())
                        .min()
                        .orElseThrow()
                / 2;
    }
}
