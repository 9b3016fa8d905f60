package io.tributary.bench.alignment;

import io.tributary.bench.alignment.DecisionsAwaited.Times;
import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.kafka.Load;
import io.tributary.bench.measure.Contestant;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Spread;
import io.tributary.bench.subject.ProcessUse;
import io.tributary.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Rounds of a contestant, mostly one process, that reads embeddings and writes decisions. Each round is a stretch of the workload, and its decisions
 * are checked; pacers after its end, which no one counts, let its last windows close.
 */
public final class AlignmentRounds implements Contestant {
    private static final int FIRST_PACES = 2;
    private static final int MOST_EVENTS = 80_000;
    private static final int MOST_WARMING = 40;

    /** So many events warm up any process; a round of as many, of which the first never counts, needs nothing before it. */
    private static final long MOST_WARMING_EVENTS = 600_000;

    /** A process is warm when its compilers had so little to do in a round, as a share of what the round itself used. */
    private static final double LEFT_TO_COMPILE = 0.15;

    private final List<ChildJvm> children;
    private final Load load;
    private final Topics topics;
    private final Workload workload;
    private final EmbeddingRecords records;
    private final DecisionsAwaited decisions;
    private final double seconds;
    private int windows;
    private long nextWindow;
    private Verdict verdict = Verdict.NONE;

    /**
     * @param children that share the work; closed with this
     * @param load remains the caller's
     * @param seconds that a round should take
     */
    public AlignmentRounds(List<ChildJvm> children, Load load, Topics topics, Workload workload, double seconds) {
        this.children = List.copyOf(children);
        this.load = load;
        this.topics = topics;
        this.workload = workload;
        this.records = new EmbeddingRecords(topics.embeddings(), workload);
        this.decisions = new DecisionsAwaited(load, topics, workload, records);
        this.seconds = seconds;
        this.windows = leastWindows();
    }

    /** So few that some observations can be late, unless the workload is so large that one window fills a round. */
    private int leastWindows() {
        return (int) Math.max(1, Math.min(workload.lateWindows() + 4, MOST_EVENTS / eventsOfWindow()));
    }

    private long eventsOfWindow() {
        return (long) workload.entities() * workload.modalities() * workload.readings();
    }

    @Override
    public void warmUp() {
        long events = eventsOfWindow();
        for (int time = 0; time < MOST_WARMING && events < MOST_WARMING_EVENTS; time++) {
            long before = use().compilerNanos();
            Round round = round();
            events += round.events();
            double wanted = Math.min(round.eventsPerSecond() * seconds, MOST_EVENTS);
            windows = Math.max(leastWindows(), (int) Math.round(wanted / eventsOfWindow()));
            double compiled = use().compilerNanos() - before;
            if (compiled < LEFT_TO_COMPILE * round.cpuNanosPerEvent() * round.events()) {
                return;
            }
        }
    }

    @Override
    public Round round() {
        return round(() -> {});
    }

    /** @param beforeStart is done when everything is prepared, right before the clock starts */
    public Round round(Runnable beforeStart) {
        Stretch stretch = Stretch.of(workload, nextWindow, windows);
        var check = new Check(stretch.expected());
        Stream<ProducerRecord<byte[], byte[]>> paces = IntStream.range(0, FIRST_PACES)
                .boxed()
                .flatMap(pace -> records.pace(stretch.end() + pace * decisions.paceMillis()).stream());
        Stream<ProducerRecord<byte[], byte[]>> all =
                Stream.concat(stretch.arrivals().stream().map(records::record), paces);
        load.prepare(all::iterator);
        beforeStart.run();
        long cpu = use().cpuNanos();
        long start = System.nanoTime();
        load.release();
        long end = await(check, stretch.end() + FIRST_PACES * decisions.paceMillis(), Times.NONE);
        long used = use().cpuNanos() - cpu;
        return new Round(stretch.arrivals().size(), Math.max(1, end - start), used);
    }

    /** Awaits what is expected, and takes note of what came; returns when the last of it did. */
    private long await(Check check, long pace, Times times) {
        DecisionsAwaited.Outcome outcome = decisions.await(check, pace, times);
        if (!check.isComplete()) {
            // Says why, if the process has stopped.
            use();
        }
        nextWindow = outcome.nextWindow();
        verdict = verdict.plus(check.verdict());
        return outcome.last();
    }

    /**
     * Sends on schedule, whatever comes back, and measures from the scheduled time of the observation that a moment waited
     * for. The first two thirds do not count, because a steady load is another than rounds were and has to be
     * warmed up to, nor do moments that only the pacers close.
     *
     * @param eventsPerSecond to be sent
     * @param engine says what its moments wait for
     */
    public Latency latency(double eventsPerSecond, double duration, Variant.Engine engine) {
        int needed = (int) Math.ceil(eventsPerSecond * duration / eventsOfWindow());
        Stretch stretch = Stretch.of(workload, nextWindow, Math.max(leastWindows(), needed));
        Map<MomentKey, Integer> places = engine.closing().places(workload, stretch);
        double interval = 1e9 / eventsPerSecond;
        long start = System.nanoTime() + 50_000_000;
        var sender = new Thread(() -> send(stretch, start, interval), "latency-load");
        sender.start();
        var check = new Check(stretch.expected());
        Map<MomentKey, Long> times = new HashMap<>();
        while (sender.isAlive()) {
            decisions.take(check, times::put);
        }
        await(check, stretch.end(), times::put);
        double[] millis = places.entrySet().stream()
                .filter(entry ->
                        entry.getValue() >= 2L * stretch.arrivals().size() / 3 && times.containsKey(entry.getKey()))
                .mapToDouble(entry ->
                        (times.getOrDefault(entry.getKey(), start) - start - entry.getValue() * interval) / 1e6)
                .toArray();
        return millis.length == 0
                ? new Latency(eventsPerSecond, Double.NaN, Double.NaN)
                : new Latency(eventsPerSecond, Spread.quantile(millis, 0.5), Spread.quantile(millis, 0.99));
    }

    private void send(Stretch stretch, long start, double interval) {
        try (Producer<byte[], byte[]> producer = load.plain()) {
            for (int place = 0; place < stretch.arrivals().size(); place++) {
                long due = start + (long) (place * interval);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                producer.send(records.record(stretch.arrivals().get(place)));
            }
        }
    }

    /**
     * State that an open moment costs, as a multiple of the vectors that it has. One window's observations come of all
     * modalities but the last, so that nothing closes; then the state is read, and the moments are decided as usual.
     *
     * @param state reads the bytes of the state once it is written
     */
    public double stateRatio(LongSupplier state) {
        Stretch open = Stretch.open(workload, nextWindow);
        load.prepare(() -> open.arrivals().stream().map(records::record).iterator());
        load.release();
        long bytes = state.getAsLong();
        await(new Check(open.expected()), open.end(), Times.NONE);
        return (double) bytes / ((long) open.arrivals().size() * workload.dimension() * Float.BYTES);
    }

    /** What the process, on Kafka Streams, has committed so far. */
    public Commits commits() {
        return Commits.parse(ask("commits"));
    }

    /** What was decided so far, beside what had to be. */
    public Verdict verdict() {
        return verdict;
    }

    /** What the process answers to a command; of several the first. */
    public String ask(String command) {
        return children.get(0).ask(command);
    }

    /** The topics of this contestant alone. */
    public Topics topics() {
        return topics;
    }

    /** What all its processes have used. */
    @Override
    public ProcessUse use() {
        return children.stream().map(ChildJvm::use).reduce(ProcessUse::plus).orElseThrow();
    }

    @Override
    public void close() {
        decisions.close();
        children.forEach(ChildJvm::close);
    }
}
