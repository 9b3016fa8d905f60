package io.tributary.encoders.swap;

import io.tributary.schemas.ModelReference;
import io.tributary.schemas.ModelStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives an encoder the models that the models topic asks for, one after another, and answers there.
 *
 * <p>{@link #begin()} runs on the caller's thread; then {@link #start()} follows the topic on one of its own, so that
 * loading and testing hold nothing up.
 */
public final class ModelFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final ModelTopic topic;
    private final String modality;
    private final String instance;
    private final ModelUser user;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean topicExists;
    private boolean begun;
    private long answered = ModelStatus.NOTHING;

    /** @param user told of models until this is closed; remains the caller's */
    public ModelFollower(ModelTopic topic, String modality, ModelUser user) {
        this.topic = topic;
        this.modality = modality;
        this.instance = topic.connection().instance();
        this.user = user;
        this.consumer = topic.consumer();
        this.thread = new Thread(this::follow, "encoder-" + modality + "-models");
        thread.setDaemon(true);
    }

    /**
     * Gives the encoder its first model: the one that the topic asks for, or the pipeline file's. One that cannot be used
     * is refused as it would be later, and what ran before it is used again.
     *
     * @return false if this was {@link #stop() stopped} before the topic could be read
     * @throws RuntimeException if there is no model that can be used
     */
    public boolean begin() {
        Optional<ModelTable> read = readPatiently();
        if (read.isEmpty()) {
            return false;
        }
        ModelTable table = read.get();
        Request request = table.request(modality).orElse(Request.NONE);
        answered = request.offset();
        if (request.reference().isEmpty() && request.unreadable().isEmpty()) {
            user.use(Optional.empty());
            answer(ModelStatus.State.RUNNING, "", "");
        } else {
            try {
                use(request);
                answer(ModelStatus.State.RUNNING, "", "");
            } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
                fallBack(table.lastRunning(modality, instance), e);
                refuse(request, e);
            }
        }
        begun = true;
        return true;
    }

    /** To be called once, after {@link #begin()}. */
    public void start() {
        thread.start();
    }

    private Optional<ModelTable> readPatiently() {
        while (closing.getCount() > 0) {
            try {
                ModelTable table = topic.read(consumer);
                topicExists = !consumer.assignment().isEmpty();
                return Optional.of(table);
            } catch (WakeupException e) {
                LOG.atDebug().addKeyValue("modality", modality).log("Closed before the models topic was read");
            } catch (RetriableException e) {
                warnAndPause(e);
            }
        }
        return Optional.empty();
    }

    private void fallBack(List<ModelReference> lastRunning, Throwable refusal) {
        List<Optional<ModelReference>> candidates = new ArrayList<>();
        lastRunning.forEach(reference -> candidates.add(Optional.of(reference)));
        candidates.add(Optional.empty());
        for (Optional<ModelReference> candidate : candidates) {
            try {
                user.use(candidate);
                return;
            } catch (RuntimeException e) {
                refusal.addSuppressed(e);
            }
        }
        throw new IllegalStateException(
                "the model that was pushed for " + modality + " cannot be used (" + refusal.getMessage()
                        + "), and neither can the one before it or the pipeline file's; push one that can",
                refusal);
    }

    private void follow() {
        try (consumer) {
            while (closing.getCount() > 0) {
                try {
                    followOn();
                } catch (WakeupException e) {
                    LOG.atDebug().addKeyValue("modality", modality).log("The models topic is left");
                } catch (InterruptException e) {
                    return;
                } catch (KafkaException e) {
                    warnAndPause(e);
                }
            }
        }
    }

    private void followOn() {
        if (!topicExists) {
            topicExists = topic.assign(consumer);
            if (!topicExists) {
                pause();
                return;
            }
            consumer.seekToBeginning(consumer.assignment());
        }
        Request newest = Request.NONE;
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            if (ModelTopic.isReferenceOf(modality, record)) {
                newest = Request.of(record);
            }
        }
        if (newest.offset() > answered) {
            answered = newest.offset();
            take(newest);
        }
    }

    private void take(Request request) {
        try {
            use(request);
            answer(ModelStatus.State.RUNNING, "", "");
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            refuse(request, e);
        }
    }

    private void use(Request request) {
        if (request.unreadable().isPresent()) {
            throw new IllegalArgumentException("the reference on the models topic cannot be read: "
                    + request.unreadable().get() + "; push it again");
        }
        user.use(request.reference());
    }

    private void refuse(Request request, Throwable cause) {
        String model = request.reference().map(ModelReference::model).orElse("the pipeline file's encoder");
        LOG.atError()
                .setCause(cause)
                .addKeyValue("modality", modality)
                .addKeyValue("model", model)
                .addKeyValue("running", user.running().model())
                .log("A model was refused; the one before it goes on");
        answer(
                ModelStatus.State.REFUSED,
                model,
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    /** That the answer is not written is not worth stopping an encoder that works. */
    private void answer(ModelStatus.State state, String refused, String reason) {
        if (!topicExists) {
            return;
        }
        try {
            topic.answer(new ModelStatus(
                    modality, instance, state, user.running(), refused, reason, answered, Instant.now()));
        } catch (KafkaException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("modality", modality)
                    .log("The state of the model could not be written");
        }
    }

    private void warnAndPause(KafkaException cause) {
        LOG.atWarn()
                .setCause(cause)
                .addKeyValue("modality", modality)
                .log("The models topic cannot be read; it is tried again");
        pause();
    }

    private void pause() {
        try {
            if (closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atDebug().addKeyValue("modality", modality).log("The models topic is left");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Takes up no further model; safe from any thread. */
    public void stop() {
        closing.countDown();
        consumer.wakeup();
    }

    /** Waits until no model is being loaded, and says that the encoder has stopped. */
    @Override
    public void close() {
        stop();
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
        } else {
            join();
        }
        if (begun) {
            answer(ModelStatus.State.STOPPED, "", "");
        }
    }

    private void join() {
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
            if (thread.isAlive()) {
                LOG.atWarn().addKeyValue("modality", modality).log("A model is still loading; it is given up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
