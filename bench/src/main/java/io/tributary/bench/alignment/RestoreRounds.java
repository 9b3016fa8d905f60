package io.tributary.bench.alignment;

import io.tributary.bench.alignment.DecisionsAwaited.Times;
import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.kafka.Load;
import io.tributary.schemas.Topics;
import java.util.function.Supplier;

/**
 * Kills a process while every moment of a window is open, and starts it again. In the end the moments are decided as usual, and
 * checked.
 */
public final class RestoreRounds implements AutoCloseable {
    private final Supplier<ChildJvm> starting;
    private final Supplier<ChildJvm> reading;
    private final Changelogs changelogs;
    private final Stretch open;
    private final DecisionsAwaited decisions;
    private ChildJvm child;

    /**
     * Starts the process and opens the moments.
     *
     * @param starting starts the process anew, which is closed with this
     * @param reading starts a process that answers {@code read}
     * @param load remains the caller's
     */
    public RestoreRounds(
            Supplier<ChildJvm> starting, Supplier<ChildJvm> reading, Load load, Topics topics, Workload workload) {
        var records = new EmbeddingRecords(topics.embeddings(), workload);
        this.starting = starting;
        this.reading = reading;
        this.changelogs = new Changelogs(load.servers(), topics.prefix());
        this.open = Stretch.open(workload, 0);
        this.decisions = new DecisionsAwaited(load, topics, workload, records);
        this.child = starting.get();
        load.prepare(() -> open.arrivals().stream().map(records::record).iterator());
        load.release();
        changelogs.liveBytes();
        // The reader is a program like any other, and has to warm up.
        changelogs.read();
    }

    /** @param whileDown is done before the process starts again */
    public Restore round(Runnable whileDown) {
        child.kill();
        whileDown.run();
        ChangelogRead fresh = readFresh();
        ChangelogRead before = changelogs.read();
        long start = System.nanoTime();
        child = starting.get();
        long ready = System.nanoTime() - start;
        String restored = child.ask("restored");
        return Restore.of(restored, ready, before, changelogs.read(), fresh);
    }

    private ChangelogRead readFresh() {
        try (ChildJvm reader = reading.get()) {
            return ChangelogRead.parse(reader.ask("read"));
        }
    }

    /** Lets the moments be decided. */
    public Verdict decide() {
        var check = new Check(open.expected());
        decisions.await(check, open.end(), Times.NONE);
        return check.verdict();
    }

    @Override
    public void close() {
        decisions.close();
        child.close();
    }
}
