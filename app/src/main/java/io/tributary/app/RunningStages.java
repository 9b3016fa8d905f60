package io.tributary.app;

import io.tributary.schemas.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stages that were started together and stop together, the first of the flow first. */
public final class RunningStages implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningStages.class);
    private static final long POLL_MILLIS = 50;

    private final List<Stage> stages = new ArrayList<>();

    /** Starts {@code stage} as one of these. */
    public <S extends Stage> S start(S stage) {
        stages.add(stage);
        stage.start();
        return stage;
    }

    /** @throws UserException if a stage fails, or is not ready in time */
    public void awaitReady(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            checkFailures();
            Optional<Stage> waiting =
                    stages.stream().filter(stage -> !stage.isReady()).findFirst();
            if (waiting.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new UserException(
                        "The stage " + waiting.get().name() + " is not ready after " + timeout.toSeconds() + " s");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** @throws UserException saying which stage stopped by itself, and why */
    public void checkFailures() {
        for (Stage stage : stages) {
            stage.failure().ifPresent(cause -> {
                LOG.error("A stage failed, stage={}", stage.name(), cause);
                throw new UserException("The stage " + stage.name() + " stopped: " + rootMessage(cause));
            });
        }
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    @Override
    public void close() {
        stages.forEach(Stage::close);
        stages.clear();
    }
}
