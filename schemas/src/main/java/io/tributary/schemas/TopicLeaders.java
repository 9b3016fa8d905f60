package io.tributary.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Waits until new topics can be written. A producer with several requests in flight that is quicker than a new leader has
 * the first refused and the second taken, and then the first is out of sequence for ever.
 */
public final class TopicLeaders {
    private static final long PAUSE_MILLIS = 50;

    private TopicLeaders() {}

    /**
     * @param partitions number of partitions by topic
     * @throws TimeoutException if a leader does not serve within {@code patience}, wall clock
     * @throws ExecutionException with Kafka's reason, if waiting does not help
     */
    public static void await(Admin admin, Map<String, Integer> partitions, Duration patience)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) {
                ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
            }
        });
        long end = System.nanoTime() + patience.toNanos();
        // Only a leader that serves can say where its log ends. A broker that has not heard of the topic yet says that
        // there is none, which the client does not try again by itself.
        for (boolean serving = false; !serving; ) {
            try {
                admin.listOffsets(ends).all().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                serving = true;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        }
    }
}
