package io.tributary.sinks;

import io.tributary.schemas.Connection;
import io.tributary.schemas.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings decisions from their topic to one sink; the package's documentation has its promises. Owns the sink. */
public final class SinkStage implements Stage {
    private static final Logger LOG = LoggerFactory.getLogger(SinkStage.class);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final Connection connection;
    private final Sink sink;
    private final Backoff backoff;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable SinkLoop loop;
    private @Nullable Thread thread;

    public SinkStage(Connection connection, Sink sink) {
        this(connection, sink, Backoff.DEFAULT);
    }

    SinkStage(Connection connection, Sink sink, Backoff backoff) {
        this.connection = connection;
        this.sink = sink;
        this.backoff = backoff;
    }

    @Override
    public String name() {
        return "sink-" + sink.type();
    }

    @Override
    public void start() {
        var started = new SinkLoop(connection, sink, backoff);
        loop = started;
        var runner = new Thread(() -> run(started), name());
        runner.setDaemon(true);
        runner.start();
        thread = runner;
    }

    private void run(SinkLoop loop) {
        try (loop) {
            loop.run();
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).addKeyValue("stage", name()).log("Sink stopped");
            failure.set(e);
        } finally {
            sink.close();
        }
    }

    @Override
    public boolean isReady() {
        SinkLoop current = loop;
        return current != null && current.isReady() && failure.get() == null;
    }

    @Override
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Decisions that the sink has taken since the start. */
    public long written() {
        SinkLoop current = loop;
        return current == null ? 0 : current.written();
    }

    /** Records that were no decisions, now in the dead-letter topic. */
    public long deadLetters() {
        SinkLoop current = loop;
        return current == null ? 0 : current.deadLetters();
    }

    /** Whether the sink's target does not take decisions now. */
    public boolean isWaitingForTarget() {
        SinkLoop current = loop;
        return current != null && current.isWaitingForTarget();
    }

    @Override
    public void close() {
        SinkLoop current = loop;
        Thread runner = thread;
        if (current == null || runner == null) {
            sink.close();
            return;
        }
        current.stop();
        try {
            runner.join(LONGEST_CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
