package io.tributary.encoders;

import io.tributary.encoders.swap.ModelFollower;
import io.tributary.encoders.swap.ModelTopic;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Stage;
import io.tributary.schemas.pipeline.Modality;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns one modality's observations into embeddings: raw or frames topic to embeddings topic, on a thread of its own.
 *
 * <p>Ready means that the model has reproduced its reference and that the group has assigned partitions. Which model that
 * is may change while the stage runs; the models topic says so, see {@link ModelFollower}.
 */
public final class EncoderStage implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(EncoderStage.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);

    private final Connection connection;
    private final Modality modality;
    private final EncoderClients clients;
    private final Thread thread;
    private final AtomicReference<EncoderLoop> loop = new AtomicReference<>();
    private final AtomicReference<ModelFollower> following = new AtomicReference<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean closing;

    public EncoderStage(Connection connection, Modality modality) {
        this.connection = connection;
        this.modality = modality;
        this.clients = new EncoderClients(connection, modality);
        this.thread = new Thread(this::run, clients.stage());
    }

    @Override
    public String name() {
        return clients.stage();
    }

    @Override
    public void start() {
        thread.start();
    }

    private void run() {
        try (var models = new ModelSwitch(connection, modality, name());
                var follower = new ModelFollower(new ModelTopic(connection), modality.name(), models)) {
            following.set(follower);
            if (!closing && follower.begin()) {
                follower.start();
                work(models);
            }
        } catch (Throwable e) {
            failure.set(e);
            LOG.atError().setCause(e).addKeyValue("stage", name()).log("The stage stops");
        }
    }

    private void work(ModelSwitch models) {
        ExecutorService workers = workers();
        try (Consumer<byte[], byte[]> consumer = clients.consumer();
                Delivery delivery = connection.exactlyOnce()
                        ? new TransactionalDelivery(clients::producer, consumer)
                        : new AtLeastOnceDelivery(clients::producer, consumer)) {
            var working = new EncoderLoop(clients, consumer, models, workers, delivery);
            loop.set(working);
            if (!closing) {
                working.run();
            }
        } finally {
            loop.set(null);
            end(workers);
        }
    }

    /** As many as may run the model at a time; they also decode and tokenize. */
    private ExecutorService workers() {
        var number = new AtomicInteger();
        return Executors.newFixedThreadPool(
                modality.batching().sessions(),
                task -> new Thread(task, name() + "-worker-" + number.incrementAndGet()));
    }

    /** Freeing a model under a call that runs would bring the process down, so this waits however long that call takes. */
    private static void end(ExecutorService workers) {
        workers.shutdownNow();
        boolean interrupted = false;
        while (!workers.isTerminated()) {
            try {
                workers.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isReady() {
        EncoderLoop working = loop.get();
        return working != null && working.isAssigned();
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    @Override
    public void close() {
        closing = true;
        ModelFollower follower = following.get();
        if (follower != null) {
            follower.stop();
        }
        EncoderLoop working = loop.get();
        if (working != null) {
            working.close();
        }
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
            if (thread.isAlive()) {
                LOG.atWarn().addKeyValue("stage", name()).log("The batch in hand does not end; it is given up");
                thread.interrupt();
                thread.join(CLOSE_TIMEOUT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
