package io.tributary.bench.alignment;

import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** What Kafka Streams and its clients count in this process, where they publish it. */
final class StreamsMetrics {
    /** Without further keys, because a thread's state is published under another name that has one. */
    private static final String THREADS = "kafka.streams:type=stream-thread-metrics,thread-id=*";

    private static final String TASKS = "kafka.streams:type=stream-task-metrics,*";
    private static final String PRODUCERS = "kafka.producer:type=producer-metrics,client-id=*";
    private static final String CONSUMERS = "kafka.consumer:type=consumer-metrics,client-id=*";

    private StreamsMetrics() {}

    /**
     * Commits since the start. How long Kafka Streams itself says that they took is of no use: those that a processor asks for count
     * there as if they took no time.
     */
    static Commits commits() {
        double count = sum(THREADS, thread -> number(thread, "commit-total"));
        double clientNanos = sum(
                        PRODUCERS,
                        producer -> number(producer, "txn-begin-time-ns-total")
                                + number(producer, "txn-send-offsets-time-ns-total")
                                + number(producer, "txn-commit-time-ns-total")
                                + number(producer, "flush-time-ns-total"))
                + sum(CONSUMERS, consumer -> number(consumer, "commit-sync-time-ns-total"));
        return new Commits((long) count, clientNanos / 1e6);
    }

    /** Tasks that this process has. */
    static int tasks() {
        return names(TASKS).stream()
                .map(name -> name.getKeyProperty("task-id"))
                .collect(Collectors.toSet())
                .size();
    }

    private static double sum(String pattern, ToDoubleFunction<ObjectName> value) {
        return names(pattern).stream().mapToDouble(value).sum();
    }

    private static Set<ObjectName> names(String pattern) {
        try {
            return server().queryNames(new ObjectName(pattern), null);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(pattern + " is no pattern of names", e);
        }
    }

    private static double number(ObjectName name, String attribute) {
        try {
            return ((Number) server().getAttribute(name, attribute)).doubleValue();
        } catch (JMException e) {
            throw new IllegalStateException("Kafka does not tell " + attribute + " of " + name + ": " + e, e);
        }
    }

    private static MBeanServer server() {
        return ManagementFactory.getPlatformMBeanServer();
    }
}
