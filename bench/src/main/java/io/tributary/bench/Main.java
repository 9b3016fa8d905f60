package io.tributary.bench;

import io.tributary.bench.child.ChildFailedException;
import io.tributary.schemas.pipeline.InvalidPipelineException;
import io.tributary.schemas.recording.InvalidRecordingException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tributary bench} and {@code tributary tune}, which the launcher runs beside the program. */
@Command(
        name = "tributary",
        mixinStandardHelpOptions = true,
        subcommands = {Main.Bench.class, TuneCommand.class})
public final class Main implements Runnable {
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    @Command(
            name = "bench",
            description = "Measures on this machine.",
            mixinStandardHelpOptions = true,
            subcommands = {EncodersCommand.class, AlignmentCommand.class, SoakCommand.class})
    static final class Bench implements Runnable {
        @Override
        public void run() {
            CommandLine.usage(this, System.out);
        }
    }

    public static void main(String[] arguments) {
        int status = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, command, result) -> {
                    if (!(e instanceof ChildFailedException
                            || e instanceof IllegalArgumentException
                            || e instanceof InvalidPipelineException
                            || e instanceof InvalidRecordingException)) {
                        LoggerFactory.getLogger(Main.class).error("The command failed", e);
                    }
                    command.getErr().println("tributary: " + e.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(arguments);
        System.out.flush();
        // Native runtimes may keep threads of their own; the work is done.
        System.exit(status);
    }
}
