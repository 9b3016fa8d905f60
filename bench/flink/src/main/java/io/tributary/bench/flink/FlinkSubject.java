package io.tributary.bench.flink;

import io.tributary.bench.alignment.Workload;
import io.tributary.bench.subject.Subject;
import io.tributary.bench.subject.Waiting;
import io.tributary.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Flink in this process: one slot, a checkpoint every 200 ms. Arguments: bootstrap servers, topic prefix, state directory,
 * {@code exactly-once} or {@code at-least-once}, {@code rocksdb} or {@code memory}, modalities, window and grace in
 * milliseconds.
 */
final class FlinkSubject implements Subject {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration QUIET = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 15;

    private final JobClient job;
    private final Path checkpoints;

    private FlinkSubject(JobClient job, Path checkpoints) {
        this.job = job;
        this.checkpoints = checkpoints;
    }

    static FlinkSubject start(List<String> arguments) {
        Path checkpoints = Path.of(arguments.get(2), "checkpoints");
        boolean exactlyOnce = arguments.get(3).equals("exactly-once");
        var settings = Configuration.fromMap(
                settings(checkpoints, exactlyOnce, arguments.get(4).equals("memory")));
        var environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        new AlignmentJob(
                        arguments.get(0),
                        new Topics(arguments.get(1)),
                        Workload.names(Integer.parseInt(arguments.get(5))),
                        Duration.ofMillis(Long.parseLong(arguments.get(6))),
                        Duration.ofMillis(Long.parseLong(arguments.get(7))),
                        exactlyOnce)
                .addTo(environment);
        try {
            var subject = new FlinkSubject(environment.executeAsync("alignment"), checkpoints);
            Waiting.until(START, () -> subject.status() == JobStatus.RUNNING);
            return subject;
        } catch (Exception e) {
            throw new IllegalStateException("Flink did not start the job: " + e.getMessage(), e);
        }
    }

    private static Map<String, String> settings(Path checkpoints, boolean exactlyOnce, boolean inMemory) {
        Map<String, String> settings = new HashMap<>();
        settings.put("execution.checkpointing.interval", "200 ms");
        settings.put("execution.checkpointing.mode", exactlyOnce ? "EXACTLY_ONCE" : "AT_LEAST_ONCE");
        settings.put("execution.checkpointing.storage", "filesystem");
        settings.put("execution.checkpointing.dir", checkpoints.toUri().toString());
        settings.put("execution.checkpointing.incremental", Boolean.toString(!inMemory));
        settings.put("state.backend.type", inMemory ? "hashmap" : "rocksdb");
        settings.put("pipeline.object-reuse", "true");
        settings.put("restart-strategy.type", "none");
        settings.put("rest.bind-port", "0");
        return settings;
    }

    private JobStatus status() {
        try {
            return job.getJobStatus().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Flink was asked for the job's status", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Flink does not tell the job's status: " + e.getMessage(), e);
        }
    }

    /** {@code state}: bytes of the checkpoints, once they grow no more. */
    @Override
    public String answer(List<String> command) {
        if (!command.get(0).equals("state")) {
            throw new IllegalArgumentException("unknown command " + command);
        }
        long[] most = {0, 0};
        Waiting.until(QUIET, () -> {
            long bytes = bytes();
            most[1] = bytes > most[0] ? 0 : most[1] + 1;
            most[0] = Math.max(most[0], bytes);
            return most[0] > 0 && most[1] > 60;
        });
        return Long.toString(bytes());
    }

    private long bytes() {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.mapToLong(FlinkSubject::size).sum();
        } catch (IOException | UncheckedIOException e) {
            // A checkpoint has gone meanwhile.
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void requireRunning() {
        JobStatus status = status();
        if (status != JobStatus.RUNNING) {
            throw new IllegalStateException("the job is " + status + "; its log says why");
        }
    }

    @Override
    public void close() {
        try {
            job.cancel().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Flink did not end the job: " + e.getMessage(), e);
        }
    }
}
