package io.tributary.bench.kafka;

import io.tributary.bench.child.ChildJvm;
import io.tributary.bench.load.Inputs;
import io.tributary.bench.measure.Contestant;
import io.tributary.bench.measure.Latency;
import io.tributary.bench.measure.Round;
import io.tributary.bench.measure.Spread;
import io.tributary.bench.subject.ProcessUse;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;

/**
 * Rounds of a process that reads a raw topic and writes an embeddings topic. It runs on between rounds, so a round has no
 * start-up in it.
 */
public final class TopicRounds implements Contestant {
    /** Longest that the next result may take. */
    private static final long LIMIT_NANOS = 60_000_000_000L;

    /** Most of a round's records on disk. */
    private static final long MOST_BYTES = 128L << 20;

    /** What runs seldom is compiled late: a loop that costs 8 µs a record still became twice as fast after ten seconds. */
    private static final double LEAST_WARMING_ROUNDS = 6;

    private static final int MOST_WARMING = 24;
    private static final double STEADY = 0.93;

    private static final int LEAST_LATENCIES = 50;

    private final ChildJvm child;
    private final Load load;
    private final Results results;
    private final String rawTopic;
    private final String modality;
    private final Inputs inputs;
    private final double seconds;
    private final int mostEvents;
    private int events;
    private long next;

    /**
     * @param child closed with this
     * @param load remains the caller's
     * @param rawBytes of one record
     * @param seconds that a round should take
     */
    public TopicRounds(
            ChildJvm child,
            Load load,
            String rawTopic,
            String embeddingsTopic,
            String modality,
            Inputs inputs,
            long rawBytes,
            double seconds) {
        this.child = child;
        this.load = load;
        this.results = new Results(load.servers(), embeddingsTopic);
        this.rawTopic = rawTopic;
        this.modality = modality;
        this.inputs = inputs;
        this.seconds = seconds;
        this.events = inputs.block();
        this.mostEvents = (int) Math.max(inputs.block(), MOST_BYTES / rawBytes);
    }

    /**
     * For as long as several rounds last, then until a round is hardly cheaper than the one before it; each is as long as
     * the last one's speed suggests.
     */
    @Override
    public void warmUp() {
        double before = Double.MAX_VALUE;
        double left = LEAST_WARMING_ROUNDS * seconds;
        for (int time = 0; time < MOST_WARMING; time++) {
            Round round = round();
            double wanted = Math.min(round.eventsPerSecond() * seconds, mostEvents);
            events = (int) Math.max(1, Math.round(wanted / inputs.block())) * inputs.block();
            left -= round.wallNanos() / 1e9;
            if (left <= 0 && round.cpuNanosPerEvent() > STEADY * before) {
                return;
            }
            before = round.cpuNanosPerEvent();
        }
    }

    @Override
    public Round round() {
        return round(events);
    }

    /** A round of so many events, however long it takes. */
    public Round round(int events) {
        load.prepare(rawTopic, modality, inputs, next, events);
        next += events;
        long cpu = child.use().cpuNanos();
        long start = System.nanoTime();
        load.release();
        int seen = 0;
        for (long last = start; seen < events; ) {
            int more = results.next();
            seen += more;
            last = more > 0 ? System.nanoTime() : requireTime(last, seen, events);
        }
        long wall = System.nanoTime() - start;
        return new Round(events, wall, child.use().cpuNanos() - cpu);
    }

    private long requireTime(long last, int seen, int wanted) {
        if (System.nanoTime() - last > LIMIT_NANOS) {
            // Says why, if the process knows.
            child.use();
            throw new IllegalStateException("Of " + wanted + " records of " + rawTopic + " " + seen
                    + " became embeddings, then none for a minute; see the dead letters");
        }
        return last;
    }

    /**
     * Sends on schedule, whatever comes back, and measures from the scheduled time. The first fifth does not count.
     *
     * @param eventsPerSecond to be sent
     */
    public Latency latency(double eventsPerSecond, double duration) {
        int count = (int) Math.max(LEAST_LATENCIES, Math.round(eventsPerSecond * duration));
        double interval = 1e9 / eventsPerSecond;
        long first = next;
        next += (count / inputs.block() + 1L) * inputs.block();
        double[] millis = new double[count];
        // A moment for the sender to start.
        long start = System.nanoTime() + 50_000_000;
        var sender = new Thread(() -> send(first, count, start, interval), "latency-load");
        sender.start();
        int seen = 0;
        long due = start + (long) (count * interval);
        while (seen < count) {
            Results.Visible visible = results.nextNumbers();
            for (long number : visible.numbers()) {
                int place = (int) (number - first);
                millis[place] = (visible.nanos() - start - place * interval) / 1e6;
                seen++;
            }
            requireTime(due, seen, count);
        }
        double[] counted = Arrays.copyOfRange(millis, count / 5, count);
        return new Latency(eventsPerSecond, Spread.quantile(counted, 0.5), Spread.quantile(counted, 0.99));
    }

    private void send(long first, int count, long start, double interval) {
        try (Producer<byte[], byte[]> producer = load.plain()) {
            for (int place = 0; place < count; place++) {
                long due = start + (long) (place * interval);
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                producer.send(load.record(rawTopic, modality, inputs, first + place));
            }
        }
    }

    @Override
    public ProcessUse use() {
        return child.use();
    }

    @Override
    public void close() {
        results.close();
        child.close();
    }
}
