package io.tributary.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A main class in a JVM of its own, with the class path of the test, that can be killed as a machine kills: with SIGKILL.
 * Closing it kills what still runs.
 */
public final class JavaProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    /** What still runs, so that a test that fails or is interrupted leaves nothing behind. */
    private static final Set<Process> CHILDREN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> CHILDREN.forEach(Process::destroyForcibly), "end-children"));
    }

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();

    private JavaProcess(Process process) {
        this.process = process;
        CHILDREN.add(process);
        process.onExit().thenAccept(CHILDREN::remove);
        var reader = new Thread(this::read, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts {@code main}; standard error is part of the output. */
    public static JavaProcess start(Class<?> main, Map<String, String> systemProperties, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        systemProperties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-Dai.djl.offline=true");
        String logging = System.getProperty("log4j2.configurationFile");
        if (logging != null) {
            command.add("-Dlog4j2.configurationFile=" + logging);
        }
        command.add(main.getName());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        // By the environment, because a class path is longer than some command lines may be.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return new JavaProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a line of the output is such; fails with the whole output if the process ends before. */
    public String awaitLine(Predicate<String> wanted) {
        return Awaitility.await("a line of the child's output")
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(20))
                .failFast("the child ended before", () -> {
                    if (!process.isAlive() && output.stream().noneMatch(wanted)) {
                        throw new AssertionError(
                                "the child ended with " + process.exitValue() + ":\n" + String.join("\n", output));
                    }
                })
                .until(() -> output.stream().filter(wanted).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** Ends the process at once, as SIGKILL does, and waits until it is gone. */
    public void killWithSigkill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Asks the process to end, as SIGTERM does, and waits for its exit status. */
    public int terminate() {
        process.destroy();
        return awaitExit();
    }

    public int awaitExit() {
        return awaitExit(TIMEOUT);
    }

    /** Waits for the process to end by itself; fails with its output if it does not. */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the child did not end:\n" + String.join("\n", output));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** What was written so far, a line each. */
    public List<String> output() {
        return List.copyOf(output);
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            killWithSigkill();
        }
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            output.add("(the output ended: " + e.getMessage() + ")");
        }
    }
}
