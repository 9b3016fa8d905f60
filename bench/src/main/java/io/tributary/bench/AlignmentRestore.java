package io.tributary.bench;

import io.tributary.bench.alignment.Restore;
import io.tributary.bench.alignment.RestoreRounds;
import io.tributary.bench.alignment.Restores;
import io.tributary.bench.alignment.Restores.Disk;
import io.tributary.bench.alignment.Variant;
import io.tributary.bench.alignment.Workload;
import io.tributary.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** How long ours takes, killed while a great many moments are open, to have them open again. */
record AlignmentRestore(Laboratory laboratory, AlignmentPlan plan, Consumer<String> progress) {
    private static final Variant OURS = new Variant(Variant.Engine.OURS, true, false);
    private static final int DIMENSION = 128;

    Restores run() {
        Workload workload = Workload.ending(
                System.currentTimeMillis(),
                plan.restoreEntities(),
                3,
                1,
                DIMENSION,
                Duration.ofSeconds(1),
                Duration.ofMillis(500));
        var contestants = new AlignmentContestants(laboratory, workload, plan.seconds());
        Topics topics = contestants.createTopics(OURS);
        Path state = contestants.state(topics, 0);
        Map<Disk, List<Restore>> restores = new EnumMap<>(Disk.class);
        progress.accept("restore: opening moments of %,d entities".formatted(plan.restoreEntities()));
        try (var rounds = new RestoreRounds(
                () -> contestants.process(OURS, topics, 0),
                () -> contestants.reader(topics),
                laboratory.load(),
                topics,
                workload)) {
            for (int round = 0; round < plan.restores(); round++) {
                for (Disk disk : Disk.values()) {
                    progress.accept("restore %d of %d %s".formatted(round + 1, plan.restores(), disk.words()));
                    restores.computeIfAbsent(disk, key -> new ArrayList<>()).add(rounds.round(() -> {
                        if (disk == Disk.EMPTY) {
                            Laboratory.delete(state);
                        }
                    }));
                }
            }
            return new Restores(workload.describe(), restores, rounds.decide());
        } finally {
            contestants.deleteTopics();
        }
    }
}
