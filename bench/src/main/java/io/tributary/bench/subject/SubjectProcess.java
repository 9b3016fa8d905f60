package io.tributary.bench.subject;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The main class of most children, and how every child answers. Answers begin with {@code @}, refusals with {@code !}; everything else on standard output
 * is of no concern. Ends when standard input does, so a parent that dies leaves no child behind.
 */
public final class SubjectProcess {
    public static final String ANSWER = "@ ";
    public static final String REFUSAL = "! ";
    public static final String READY = "ready";

    private SubjectProcess() {}

    /** @param arguments the kind of the subject, then what it needs */
    public static void main(String[] arguments) throws IOException {
        run(() -> open(arguments[0], Arrays.asList(arguments).subList(1, arguments.length)));
    }

    /** What a child's main method does: opens the subject, answers until standard input ends, and ends the process. */
    public static void run(Supplier<Subject> opening) throws IOException {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Subject subject = opening.get()) {
            answers.println(ANSWER + READY + " " + subject.ready());
            serve(subject, answers);
        } catch (RuntimeException e) {
            e.printStackTrace();
            answers.println(REFUSAL + e);
        }
        // Native runtimes may keep threads of their own.
        Runtime.getRuntime().halt(0);
    }

    private static Subject open(String kind, List<String> arguments) {
        return switch (kind) {
            case "broker" -> BrokerSubject.start(arguments);
            case "raw" -> RawSubject.open(arguments);
            case "stage" -> StageSubject.start(arguments);
            case "streams" -> StreamsSubject.start(arguments);
            case "copy" -> CopySubject.start(arguments);
            default -> throw new IllegalArgumentException("unknown kind of subject " + kind);
        };
    }

    private static void serve(Subject subject, PrintStream answers) throws IOException {
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            List<String> command = List.of(line.split(" ", -1));
            try {
                subject.requireRunning();
                answers.println(ANSWER
                        + (command.get(0).equals("use") ? ProcessUse.now().toLine() : subject.answer(command)));
            } catch (RuntimeException e) {
                e.printStackTrace();
                answers.println(REFUSAL + e);
            }
        }
    }
}
