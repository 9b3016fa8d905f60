package io.tributary.app;

import io.tributary.app.demo.DemoCommand;
import io.tributary.encoders.model.InvalidBundleException;
import io.tributary.schemas.pipeline.InvalidPipelineException;
import io.tributary.schemas.recording.InvalidRecordingException;
import io.tributary.training.TrainingException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tributary}: the one program. */
@Command(
        name = "tributary",
        description = "Many streams, one decision: aligns and fuses text, images and sensor readings on Apache Kafka.",
        mixinStandardHelpOptions = true,
        version = "tributary 0.1.0",
        footer = {
            "",
            "What measures is built at its first use:",
            "  bench encoders   Encoders beside ONNX Runtime alone and beside the obvious way.",
            "  bench alignment  Fusion beside joins and windows of Kafka Streams and beside Flink.",
            "  bench soak       Memory of an encoder over many events.",
            "  tune             The settings of batching that suit a recording and this machine."
        },
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            IngestCommand.class,
            TrainCommand.class,
            EvaluateCommand.class,
            RecordCommand.class,
            TopicsCommand.class,
            ModelsCommand.class,
            ConfigCommand.class
        })
public final class Main implements Runnable {
    @Override
    public void run() {
        commandLine().usage(System.out);
    }

    public static void main(String[] arguments) {
        int status = commandLine().execute(arguments);
        System.out.flush();
        // Native runtimes may keep threads of their own; the work is done.
        System.exit(status);
    }

    /** A mistake of the user's is one line that says what to change; only a mistake of ours has a stack trace, in the log. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, arguments) -> {
                    e.getCommandLine()
                            .getErr()
                            .println("tributary: " + firstLine(e) + " See "
                                    + e.getCommandLine().getCommandSpec().qualifiedName() + " --help.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((e, command, result) -> {
                    if (!isUsersToMend(e)) {
                        LoggerFactory.getLogger(Main.class).error("The command failed", e);
                    }
                    command.getErr().println("tributary: " + firstLine(e));
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static boolean isUsersToMend(Exception e) {
        return e instanceof UserException
                || e instanceof InvalidPipelineException
                || e instanceof InvalidRecordingException
                || e instanceof TrainingException
                || e instanceof InvalidBundleException
                || e instanceof IllegalArgumentException;
    }

    private static String firstLine(Throwable e) {
        String message = e.getMessage();
        if (message == null || message.isBlank()) {
            return e.getClass().getSimpleName();
        }
        String line = message.lines().findFirst().orElse(message);
        return line.endsWith(".") ? line : line + ".";
    }
}
