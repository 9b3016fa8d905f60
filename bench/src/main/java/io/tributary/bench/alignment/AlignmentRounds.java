package io.tributary.bench.alignment;

import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.kafka.Load;
import io.tributary.bench.measure.Contestant;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Spread;
import io.tributary.bench.subject.ProcessUse;
import io.tributary.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Rounds of a process that reads embeddings and writes decisions. Each round is a stretch of the workload, and its decisions
 * are checked; pacers after its end, which no one counts, let its last windows close.
 */
public final class AlignmentRounds implements Contestant {
    /** Longest without a decision that was missing, until the rest counts as missing. */
    private static final long LIMIT_NANOS = 15_000_000_000L;

    /** Without a decision for so long, event time is moved on: what is done seldom may wait for the next record. */
    private static final long PACE_NANOS = 200_000_000L;

    private static final int FIRST_PACES = 2;
    private static final int MOST_EVENTS = 80_000;
    private static final int MOST_WARMING = 40;

    /** A process is warm when its compilers had so little to do in a round, as a share of what the round itself used. */
    private static final double LEFT_TO_COMPILE = 0.15;

    private final ChildJvm child;
    private final Load load;
    private final Topics topics;
    private final Workload workload;
    private final EmbeddingRecords records;
    private final DecisionsSeen decisions;
    private final Producer<byte[], byte[]> plain;
    private final double seconds;
    private int windows;
    private long nextWindow;
    private Verdict verdict = Verdict.NONE;

    /**
     * @param child closed with this
     * @param load remains the caller's
     * @param seconds that a round should take
     */
    public AlignmentRounds(ChildJvm child, Load load, Topics topics, Workload workload, double seconds) {
        this.child = child;
        this.load = load;
        this.topics = topics;
        this.workload = workload;
        this.records = new EmbeddingRecords(topics.embeddings(), workload);
        this.decisions = new DecisionsSeen(load.servers(), topics.decisions());
        this.plain = load.plain();
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
        for (int time = 0; time < MOST_WARMING; time++) {
            long before = child.use().compilerNanos();
            Round round = round();
            double wanted = Math.min(round.eventsPerSecond() * seconds, MOST_EVENTS);
            windows = Math.max(leastWindows(), (int) Math.round(wanted / eventsOfWindow()));
            double compiled = child.use().compilerNanos() - before;
            if (compiled < LEFT_TO_COMPILE * round.cpuNanosPerEvent() * round.events()) {
                return;
            }
        }
    }

    @Override
    public Round round() {
        Stretch stretch = Stretch.of(workload, nextWindow, windows);
        var check = new Check(stretch.expected());
        Stream<ProducerRecord<byte[], byte[]>> paces = IntStream.range(0, FIRST_PACES)
                .boxed()
                .flatMap(pace -> records.pace(stretch.end() + pace * paceMillis()).stream());
        Stream<ProducerRecord<byte[], byte[]>> all =
                Stream.concat(stretch.arrivals().stream().map(records::record), paces);
        load.prepare(all::iterator);
        long cpu = child.use().cpuNanos();
        long start = System.nanoTime();
        load.release();
        long end = await(check, stretch.end() + FIRST_PACES * paceMillis(), new HashMap<>());
        long used = child.use().cpuNanos() - cpu;
        verdict = verdict.plus(check.verdict());
        return new Round(stretch.arrivals().size(), Math.max(1, end - start), used);
    }

    private long paceMillis() {
        return workload.grace().toMillis() + 2 * workload.windowMillis();
    }

    /**
     * Reads decisions until all are there or no more come, and moves event time on meanwhile.
     *
     * @param pace event time of the next pacers
     * @param times receives when each moment was decided, nanoseconds
     * @return when the last decision that was missing came
     */
    private long await(Check check, long pace, Map<MomentKey, Long> times) {
        long last = System.nanoTime();
        long paced = last;
        long next = pace;
        while (!check.isComplete() && System.nanoTime() - last < LIMIT_NANOS) {
            last = take(check, times).orElse(last);
            if (System.nanoTime() - Math.max(last, paced) > PACE_NANOS) {
                send(next);
                next += paceMillis();
                paced = System.nanoTime();
            }
        }
        if (!check.isComplete()) {
            // Says why, if the process has stopped.
            child.use();
        }
        nextWindow = (next - workload.originMillis()) / workload.windowMillis() + 1;
        return last;
    }

    private void send(long pace) {
        records.pace(pace).forEach(plain::send);
        plain.flush();
    }

    /**
     * Sends on schedule, whatever comes back, and measures from the scheduled time of the observation that a moment waited
     * for. The first half does not count, because a steady load is another than rounds were and has to be
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
            take(check, times);
        }
        await(check, stretch.end(), times);
        verdict = verdict.plus(check.verdict());
        double[] millis = places.entrySet().stream()
                .filter(entry -> entry.getValue() >= stretch.arrivals().size() / 2 && times.containsKey(entry.getKey()))
                .mapToDouble(entry ->
                        (times.getOrDefault(entry.getKey(), start) - start - entry.getValue() * interval) / 1e6)
                .toArray();
        return millis.length == 0
                ? new Latency(eventsPerSecond, Double.NaN, Double.NaN)
                : new Latency(eventsPerSecond, Spread.quantile(millis, 0.5), Spread.quantile(millis, 0.99));
    }

    /** Takes what comes within a moment; returns when that was, if any of it was missing. */
    private OptionalLong take(Check check, Map<MomentKey, Long> times) {
        DecisionsSeen.Seen seen = decisions.next();
        boolean any = false;
        for (DecisionsSeen.Decided decided : seen.decided()) {
            if (check.take(decided.moment(), decided.present())) {
                times.put(decided.moment(), seen.nanos());
                any = true;
            }
        }
        return any ? OptionalLong.of(seen.nanos()) : OptionalLong.empty();
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
        Stretch whole = Stretch.of(workload, nextWindow, 1);
        int last = workload.modalities() - 1;
        var arrivals = whole.arrivals().stream()
                .filter(arrival -> arrival.modality() != last)
                .toList();
        Map<MomentKey, Integer> expected = new HashMap<>();
        whole.expected().forEach((moment, present) -> {
            int without = present & ~(1 << last);
            if (without != 0) {
                expected.put(moment, without);
            }
        });
        load.prepare(() -> arrivals.stream().map(records::record).iterator());
        load.release();
        long bytes = state.getAsLong();
        var check = new Check(expected);
        await(check, whole.end(), new HashMap<>());
        verdict = verdict.plus(check.verdict());
        return (double) bytes / ((long) arrivals.size() * workload.dimension() * Float.BYTES);
    }

    /** What was decided so far, beside what had to be. */
    public Verdict verdict() {
        return verdict;
    }

    /** What the process answers to a command. */
    public String ask(String command) {
        return child.ask(command);
    }

    /** The topics of this contestant alone. */
    public Topics topics() {
        return topics;
    }

    @Override
    public ProcessUse use() {
        return child.use();
    }

    @Override
    public void close() {
        plain.close();
        decisions.close();
        child.close();
    }
}
