package io.tributary.bench.child;

import io.tributary.bench.subject.ProcessUse;
import io.tributary.bench.subject.SubjectProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A subject in a JVM of its own. One command at a time; closing it ends the process.
 *
 * <p>All children run with the flags that the launcher gives the program, and with the same heap.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofMinutes(5);
    private static final Duration END = Duration.ofSeconds(20);
    private static final int LINES_OF_LOG = 15;

    private final String name;
    private final Process process;
    private final Path log;
    private final PrintStream commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private String ready = "";

    private ChildJvm(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        var reader = new Thread(this::read, "answers-of-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a subject and returns when it is ready.
     *
     * @param logs folder for what the child writes to standard error
     * @param flags of Java, beside the usual ones
     * @param arguments the kind of the subject, then what it needs
     * @throws ChildFailedException with the end of its log, if it does not start
     */
    public static ChildJvm start(String name, Path logs, List<String> flags, List<String> arguments) {
        return start(
                name,
                logs,
                new Program(System.getProperty("java.class.path"), SubjectProcess.class.getName(), flags),
                arguments);
    }

    /**
     * Which program a child runs.
     *
     * @param main a class whose main method calls {@link SubjectProcess#run}
     * @param flags of its virtual machine, beside those that all children have
     */
    public record Program(String classPath, String main, List<String> flags) {
        public Program {
            flags = List.copyOf(flags);
        }
    }

    /** Starts another program than this one. */
    public static ChildJvm start(String name, Path logs, Program program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                // A compiler's thread that ends takes along what it has used, which is subtracted.
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "-Xshare:auto",
                "-Xmx1g",
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true",
                "-Dtributary.log.level=" + System.getProperty("tributary.log.level", "warn")));
        command.addAll(program.flags());
        command.add(program.main());
        command.addAll(arguments);
        Path log = logs.resolve(name + ".log");
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        // By the environment, because a class path is longer than some command lines may be.
        builder.environment().put("CLASSPATH", program.classPath());
        try {
            var child = new ChildJvm(name, builder.start(), log);
            try {
                child.ready = child.answer();
            } catch (RuntimeException e) {
                child.close();
                throw e;
            }
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException("the process " + name + " cannot be started", e);
        }
    }

    /** What the child said when it was ready, beyond that. */
    public String ready() {
        return ready.substring(SubjectProcess.READY.length()).strip();
    }

    /** @throws ChildFailedException if it refuses, has ended or does not answer */
    public String ask(String command) {
        commands.println(command);
        return answer();
    }

    /** What the process has used so far. */
    public ProcessUse use() {
        return ProcessUse.parse(ask("use"));
    }

    private String answer() {
        String answer;
        try {
            answer = answers.poll(ANSWER.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted");
        }
        if (answer == null) {
            throw failed("did not answer within " + ANSWER);
        }
        if (!answer.startsWith(SubjectProcess.ANSWER)) {
            throw failed(answer);
        }
        return answer.substring(SubjectProcess.ANSWER.length());
    }

    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(SubjectProcess.ANSWER) || line.startsWith(SubjectProcess.REFUSAL)) {
                    answers.add(line);
                }
            }
            answers.add("ended");
        } catch (IOException e) {
            answers.add("ended: " + e.getMessage());
        }
    }

    private ChildFailedException failed(String how) {
        return new ChildFailedException("The process " + name + " " + how + lastLog());
    }

    private String lastLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return "\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size()));
        } catch (IOException e) {
            return "; it has no log";
        }
    }

    /** Ends the process at once, as {@code kill -9} does, and returns when it has ended. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted while it was killed");
        }
    }

    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
