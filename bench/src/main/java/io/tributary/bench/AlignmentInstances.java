package io.tributary.bench;

import io.tributary.bench.alignment.AlignmentRounds;
import io.tributary.bench.alignment.Instances;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Workload;
import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Series;
import io.tributary.bench.measure.Turns;
import io.tributary.bench.subject.ProcessUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What two processes of ours do together, beside one. */
final class AlignmentInstances {
    private static final Variant OURS = new Variant(Variant.Engine.OURS, true, false);
    private static final List<Integer> COUNTS = List.of(1, 2);

    private final Laboratory laboratory;
    private final AlignmentPlan plan;
    private final Workload workload;
    private final Consumer<String> progress;
    private final Map<Integer, Rounds> contestants = new LinkedHashMap<>();

    AlignmentInstances(Laboratory laboratory, AlignmentPlan plan, Workload workload, Consumer<String> progress) {
        this.laboratory = laboratory;
        this.plan = plan;
        this.workload = workload;
        this.progress = progress;
    }

    Instances run() {
        var starting = new AlignmentContestants(laboratory, workload, plan.seconds());
        try {
            for (int count : COUNTS) {
                progress.accept("instances: starting " + count);
                var rounds = new Rounds(laboratory, starting.start(OURS, count));
                contestants.put(count, rounds);
                rounds.of.warmUp();
            }
            for (int round = 0; round < plan.rounds(); round++) {
                progress.accept("instances: round %d of %d".formatted(round + 1, plan.rounds()));
                Turns.of(round, contestants.values()).forEach(Rounds::run);
            }
            Map<Integer, Instances.Measured> measured = new LinkedHashMap<>();
            contestants.forEach((count, rounds) -> measured.put(count, rounds.measured()));
            return new Instances(workload.describe(), Runtime.getRuntime().availableProcessors(), measured);
        } finally {
            contestants.values().forEach(rounds -> rounds.of.close());
            starting.deleteTopics();
        }
    }

    /** The rounds of one number of processes, and what the broker and this process used meanwhile. */
    private static final class Rounds {
        private final Laboratory laboratory;
        private final AlignmentRounds of;
        private final List<Round> rounds = new ArrayList<>();
        private long events;
        private long brokerNanos;
        private long loadNanos;

        Rounds(Laboratory laboratory, AlignmentRounds of) {
            this.laboratory = laboratory;
            this.of = of;
        }

        void run() {
            long[] before = {0, 0};
            Round round = of.round(() -> {
                before[0] = laboratory.brokerUse().cpuNanos();
                before[1] = ProcessUse.now().cpuNanos();
            });
            if (!rounds.isEmpty()) {
                events += round.events();
                brokerNanos += laboratory.brokerUse().cpuNanos() - before[0];
                loadNanos += ProcessUse.now().cpuNanos() - before[1];
            }
            rounds.add(round);
        }

        Instances.Measured measured() {
            return new Instances.Measured(
                    new Series(rounds), (double) brokerNanos / events, (double) loadNanos / events, of.verdict());
        }
    }
}
