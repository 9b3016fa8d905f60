package io.tributary.encoders;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Records that are encoded together and delivered in one transaction, from the poll that finds the first of them until
 * they are delivered or given up. Used by the loop's thread only.
 */
final class Batch {
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    private @Nullable CompletableFuture<List<ProducerRecord<byte[], byte[]>>> results;
    private @Nullable RunningModel model;
    private final AtomicBoolean left = new AtomicBoolean();
    private volatile boolean givenUp;

    void add(ConsumerRecords<byte[], byte[]> polled) {
        polled.forEach(records::add);
        offsets.putAll(polled.nextOffsets());
    }

    int size() {
        return records.size();
    }

    /** What delivering the results completes. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        return offsets;
    }

    /**
     * Encodes on {@code workers}; {@code whenDone} runs there, whether it succeeds or fails.
     *
     * @param taken {@linkplain RunningModel#enter entered} for this batch, which leaves it
     */
    void start(RunningModel taken, Executor workers, Runnable whenDone) {
        model = taken;
        // Work that nobody waits for any more must not delay work that somebody does.
        Executor wanted = task -> workers.execute(() -> {
            if (!givenUp) {
                taken.during(task);
            }
        });
        results = taken.records().encode(List.copyOf(records), wanted);
        results.whenComplete((done, error) -> {
            leave(taken);
            whenDone.run();
        });
    }

    private void leave(RunningModel taken) {
        if (left.compareAndSet(false, true)) {
            taken.leave();
        }
    }

    boolean isStarted() {
        return results != null;
    }

    boolean isDone() {
        return results != null && results.isDone();
    }

    void giveUp() {
        givenUp = true;
        if (model != null) {
            leave(model);
        }
    }

    /**
     * The results, in the records' order; empty if there are none within {@code patience}.
     *
     * @throws RuntimeException if encoding failed, which is never a record's fault
     */
    Optional<List<ProducerRecord<byte[], byte[]>>> await(Duration patience) {
        if (results == null) {
            throw new IllegalStateException("the batch was not started");
        }
        try {
            return Optional.of(results.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
