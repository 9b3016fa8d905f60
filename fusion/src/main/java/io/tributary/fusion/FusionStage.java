package io.tributary.fusion;

import io.tributary.fusion.head.Heads;
import io.tributary.schemas.Connection;
import io.tributary.schemas.Stage;
import io.tributary.schemas.pipeline.Pipeline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings embeddings together and decides; the package's documentation has its promises. */
public final class FusionStage implements Stage {
    static final String NAME = "fusion";

    private static final Logger LOG = LoggerFactory.getLogger(FusionStage.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final Connection connection;
    private final Pipeline pipeline;
    private final FusionProgress progress = new FusionProgress();
    private final RestoreWatch restoring = new RestoreWatch();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable KafkaStreams streams;
    private @Nullable Heads heads;

    public FusionStage(Connection connection, Pipeline pipeline) {
        this.connection = connection;
        this.pipeline = pipeline;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** @throws io.tributary.fusion.head.InvalidHeadException if a head of the pipeline cannot be used */
    @Override
    public void start() {
        Heads loaded = Heads.load(pipeline);
        heads = loaded;
        var started = new KafkaStreams(
                new FusionTopology(connection, pipeline, loaded, progress).build(),
                new FusionSettings(connection).properties());
        started.setUncaughtExceptionHandler(this::fail);
        started.setGlobalStateRestoreListener(restoring);
        started.setStateListener((now, before) -> restoring.changed(now));
        streams = started;
        started.start();
    }

    private StreamThreadExceptionResponse fail(Throwable thrown) {
        Throwable cause = explain(thrown);
        LOG.atError().setCause(cause).addKeyValue("stage", NAME).log("Fusion stopped");
        failure.compareAndSet(null, cause);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    /** Kafka Streams does not say which topic is missing. */
    private Throwable explain(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof MissingSourceTopicException) {
                return new IllegalStateException(
                        "The topic " + connection.topics().embeddings()
                                + " does not exist or was deleted while the stage"
                                + " ran; create the pipeline's topics, then start the stage again",
                        thrown);
            }
        }
        return thrown;
    }

    @Override
    public boolean isReady() {
        KafkaStreams current = streams;
        return current != null && current.state() == KafkaStreams.State.RUNNING && failure.get() == null;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /**
     * Closes every window that is open in this process, within about 100 ms; embeddings that come afterwards open others.
     * For the end of a recording, where nothing more will come.
     */
    public void closeOpenWindows() {
        progress.requestClosing();
    }

    /** Windows that are open in this process, or closed but not yet committed with their decisions. */
    public int openWindows() {
        return progress.openWindows();
    }

    /** Decisions made in this process since the start, including those that a failed transaction took back. */
    public long decisions() {
        return progress.decisions.sum();
    }

    /** Embeddings that came too late in this process since the start; counted as {@link #decisions()} are. */
    public long late() {
        return progress.late.sum();
    }

    /**
     * Windows that this process closed since the start without a decision, because a modality was missing that is required;
     * counted as {@link #decisions()} are.
     */
    public long incomplete() {
        return progress.incomplete.sum();
    }

    /**
     * Observations that waited for an anchor and were forgotten in this process since the start, because too many of their
     * entity did; counted as {@link #decisions()} are.
     */
    public long forgotten() {
        return progress.forgotten.sum();
    }

    /** Records that this process refused since the start; counted as {@link #decisions()} are. */
    public long deadLetters() {
        return progress.deadLetters.sum();
    }

    /** What this process did since the start to have its state back. */
    public Restored restored() {
        return restoring.restored();
    }

    @Override
    public void close() {
        KafkaStreams current = streams;
        if (current != null && !current.close(LONGEST_CLOSE)) {
            // The threads still use the heads, and native memory that is gone under them would end the process.
            LOG.atWarn().addKeyValue("stage", NAME).log("Fusion did not end in time");
            return;
        }
        Heads loaded = heads;
        if (loaded != null) {
            loaded.close();
        }
    }
}
